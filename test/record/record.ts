import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { nodeFlags } from '../../k8s/node-flags.ts';
import { pack } from '../../k8s/pack.ts';
import { startNullSink } from '../bench/null-sink.ts';
import { scraper, startSimulator } from '../simulator/simulator.ts';

const [manifests] = process.argv.slice(2);
if (manifests === undefined) throw new Error('usage: node test/record/record.ts MANIFESTS');
await record(manifests);

/** Runs the bundle in `manifests` against a small cluster, and writes V8's code cache of it to base/record. */
async function record(manifests: string): Promise<void> {
  const simulator = await startSimulator({ nodes: 5, podsPerNode: 12, hasOneAddress: true });
  const sink = await startNullSink();
  const file = `${manifests}/base/record/record`;
  const program = `${import.meta.dirname}/record-v8.cjs`;
  const child = spawn(process.execPath, [...nodeFlags, program, manifests, 'scrape'], {
    env: {
      KUBECONFIG: simulator.kubeconfig(scraper),
      KUBELET_ACCESS: 'direct',
      INFLUX_URL: sink.url,
      LOG_FORMAT: 'json',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  simulator.close();
  sink.close();
  if (code !== 0) throw new Error(`The bundle exited with ${String(code)}: ${stderr}`);
  writeFileSync(`${file}.zst`, pack(readFileSync(file)));
  rmSync(file);
}
