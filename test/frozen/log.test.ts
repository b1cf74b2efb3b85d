import { after, before, it } from 'node:test';
import { startInfluxDb } from '../setup/influxdb.ts';
import type { Part } from '../setup/processes.ts';
import { eventsOf, runHeapline } from '../setup/run-heapline.ts';
import { scrapeInto } from '../setup/scrape-into.ts';
import { nobody, scraper, type Simulator, startSimulator } from '../simulator/simulator.ts';
import { assertFrozen } from './golden.ts';

let influx: Part;
let simulator: Simulator;
before(async () => {
  influx = await startInfluxDb();
  simulator = await startSimulator({ nodes: 6, podsPerNode: 2 });
  const [, gone = '', spoiled = '', silent = '', broken = ''] = simulator.nodes.map(({ name }) => name);
  simulator.set(gone, { hasAddress: false });
  simulator.set(spoiled, { isSpoiled: true });
  simulator.set(silent, { isReady: false, fault: 'cut-in-body' });
  simulator.set(broken, { fault: 'broken-json' });
});
after(async () => {
  simulator.close();
  await influx.stop();
});

it('the events of the log and their keys are the same as ever', async () => {
  const keys = new Map<string, Set<string>>();
  const add = (event: Readonly<Record<string, unknown>>) => {
    const name = `${String(event['level'])} ${String(event['event'])}`;
    const known = keys.get(name) ?? new Set();
    // The bundle alone has a record.
    for (const key of Object.keys(event).filter((one) => one !== 'v8Record'))
      known.add(`${key}: ${typeof event[key]}`);
    keys.set(name, known);
  };
  const kubeconfig = simulator.kubeconfig(scraper);
  const runs: readonly Record<string, string>[] = [
    {},
    { SCHEMA: 'heapster' },
    { PODS_FROM: 'kubelet', KUBELET_TLS: 'insecure' },
  ];
  for (const more of runs)
    eventsOf(
      await scrapeInto(influx.url, 'frozen', kubeconfig, { LOG_FORMAT: 'json', LOG_LEVEL: 'debug', ...more }),
    ).forEach(add);
  const refused = { LOG_FORMAT: 'json', KUBELET_ACCESS: 'direct', KUBECONFIG: simulator.kubeconfig(nobody) };
  eventsOf(await runHeapline(['scrape'], refused)).forEach(add);
  eventsOf(await runHeapline(['scrape'], { LOG_FORMAT: 'json', CONCURRENCY: 'x' })).forEach(add);
  const told = [...keys].sort().map(([name, all]) => `${name}\n  ${[...all].sort().join('\n  ')}\n`);
  assertFrozen('log.txt', told.join(''));
});
