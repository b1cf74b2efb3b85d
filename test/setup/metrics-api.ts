import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { metricsServer, type Simulator } from '../simulator/simulator.ts';
import { runHeapline } from './run-heapline.ts';

export const serverName = 'heapline-metrics-api.heapline.svc';

export interface Served {
  readonly url: string;
  readonly folder: string;
  /** Its standard error so far. */
  readonly said: () => string;
  /** Stops it, and gives its result. */
  readonly stop: () => ReturnType<typeof runHeapline>;
}

/** `heapline metrics-api` in a process of its own, registered at the simulator’s aggregation layer, when it is ready. */
export async function startMetricsApi(
  simulator: Simulator,
  influxUrl: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'heapline-metrics-api-'));
  const [cert, key] = ['tls.crt', 'tls.key'].map((name) => join(folder, name)) as [string, string];
  const pair = await simulator.authority.sign('heapline-metrics-api', [serverName, '127.0.0.1']);
  writeFileSync(cert, pair.cert);
  writeFileSync(key, pair.key);
  const environment = {
    KUBECONFIG: simulator.kubeconfig(metricsServer),
    INFLUX_URL: influxUrl,
    METRICS_PORT: '0',
    METRICS_CERT_FILE: cert,
    METRICS_KEY_FILE: key,
    MAX_AGE_S: '3600',
    LOG_FORMAT: 'text',
    ...more,
  };
  const { port, ...started } = await startListening(['metrics-api'], environment);
  const url = `https://127.0.0.1:${port}`;
  simulator.aggregation.register({ url, caBundle: simulator.authority.cert, serverName });
  await until(async () => (await simulator.aggregation.ask('/readyz')).status === 200);
  return {
    ...started,
    url,
    folder,
    stop: async () => {
      const ended = await started.stop();
      simulator.aggregation.register(undefined);
      rmSync(folder, { recursive: true });
      return ended;
    },
  };
}

/** A command of heapline that listens, in a process of its own. */
export async function startListening(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly port: string } & Pick<Served, 'said' | 'stop'>> {
  let kill: (signal: NodeJS.Signals) => void = () => undefined;
  let said = '';
  let hasEnded = false;
  const ended = runHeapline(args, environment, (way, heard) => {
    kill = way;
    heard.on('data', (chunk: Buffer) => (said += chunk.toString()));
  }).finally(() => (hasEnded = true));
  const stop = () => {
    kill('SIGTERM');
    return ended;
  };
  try {
    await until(() => {
      if (hasEnded) throw new Error(`heapline ${args.join(' ')} ended: ${said}`);
      return Promise.resolve(/listening on port \d+/.test(said));
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { port: /listening on port (\d+)/.exec(said)?.[1] ?? '', said: () => said, stop };
}

/** @throws where it does not hold in twenty seconds */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await sleep(30);
  }
}
