import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { startNullSink } from '../test/bench/null-sink.ts';
import { scraper, startSimulator } from '../test/simulator/simulator.ts';
import { pack } from './pack.ts';

/**
 * As the CronJob has them: V8 knows a record for other settings as none. Node for its part has its own modules compiled for V8's
 * defaults: but for the sizes of its heap, any other setting of V8 here costs a start 15 ms; later it costs nothing (short-run.ts).
 */
export const nodeFlags = ['--max-semi-space-size=4', '--v8-pool-size=1'];

/** Lets the bundle of `manifests`, a folder as this one, scrape a small cluster, and leaves what V8 made of it beside it. */
export async function record(manifests: string): Promise<void> {
  const simulator = await startSimulator({ nodes: 5, podsPerNode: 12 });
  const sink = await startNullSink();
  const made = `${manifests}/base/record/record`;
  // Should it fail, no record of another program is left.
  for (const ending of ['', '.zst', '-of']) rmSync(`${made}${ending}`, { force: true });
  const program = `${import.meta.dirname}/recording.cjs`;
  const child = spawn(process.execPath, [...nodeFlags, program, manifests, 'scrape'], {
    env: {
      KUBECONFIG: simulator.kubeconfig(scraper),
      KUBELET_ACCESS: 'direct',
      INFLUX_URL: sink.url,
      LOG_FORMAT: 'json',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  simulator.close();
  sink.close();
  if (code !== 0) throw new Error(`The bundle ended with ${String(code)}: ${said}`);
  writeFileSync(`${made}.zst`, pack(readFileSync(made)));
  rmSync(made);
}
