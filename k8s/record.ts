import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scraper, startSimulator } from '../test/simulator/simulator.ts';

/** As the CronJob has them: V8 knows a record for other settings as none. */
const nodeOptions = '--max-semi-space-size=4';

/** Lets the bundle of `manifests`, a folder as this one, scrape a small cluster, and leaves what V8 made of it beside it. */
export async function record(manifests: string): Promise<void> {
  const simulator = await startSimulator({ nodes: 5, podsPerNode: 12 });
  const sink = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(204).end());
  }).listen(0, '127.0.0.1');
  await once(sink, 'listening');
  const program = `${import.meta.dirname}/recording.cjs`;
  const child = spawn(process.execPath, [program, manifests, 'scrape'], {
    env: {
      NODE_OPTIONS: nodeOptions,
      KUBECONFIG: simulator.kubeconfig(scraper),
      KUBELET_ACCESS: 'direct',
      INFLUX_URL: `http://127.0.0.1:${(sink.address() as AddressInfo).port}`,
      LOG_FORMAT: 'json',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  simulator.close();
  sink.closeAllConnections();
  sink.close();
  if (code !== 0) throw new Error(`The bundle ended with ${String(code)}: ${said}`);
}
