import { mkdirSync, readFileSync } from 'node:fs';
import { until } from '../daemons.ts';
import { lastRun } from '../influx.ts';
import { logsOf } from '../jobs.ts';
import type { World } from '../scenario.ts';

const volume = '/var/lib/influxdb-volume';

/** Two pods that work a little, so that there is something to see; and a volume, which nobody provides here. */
const around = [
  {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'influxdb' },
    spec: {
      capacity: { storage: '20Gi' },
      accessModes: ['ReadWriteOnce'],
      claimRef: { namespace: 'heapline', name: 'data-influxdb-0' },
      local: { path: volume },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node-a'] }] },
          ],
        },
      },
    },
  },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'worker', namespace: 'shop' },
    spec: {
      selector: { matchLabels: { app: 'worker' } },
      template: {
        metadata: { labels: { app: 'worker' } },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: 'worker',
              image: 'node:local',
              command: [
                'node',
                '-e',
                'setInterval(() => { const end = Date.now() + 20; while (Date.now() < end); }, 200)',
              ],
              resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '128Mi' } },
            },
          ],
        },
      },
    },
  },
];

/** `kubectl apply` of the quickstart; the real controller starts its first run, and the run is in InfluxDB. */
export async function installQuickstart(world: World): Promise<void> {
  const { kubectl, scenario, say } = world;
  mkdirSync(volume);
  await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: around }));
  const applied = await kubectl(
    ['apply', '--server-side', '-f', '-'],
    readFileSync(scenario.quickstart, 'utf8'),
  );
  say(`the quickstart is applied: ${applied.trim().split('\n').length} objects`);
  await kubectl(['-n', 'heapline', 'rollout', 'status', 'statefulset/influxdb', '--timeout=90s']);
  const claims = await kubectl(['-n', 'heapline', 'get', 'pvc', '-o', 'name']);
  say(`InfluxDB is ready, ${claims === '' ? 'without a volume' : 'on its volume'}`);
  await kubectl([
    '-n',
    'heapline',
    'wait',
    '--for=condition=Complete',
    'job/heapline-setup-influx',
    '--timeout=120s',
  ]);
  const steps = (await logsOf(world, 'heapline-setup-influx')).trimEnd().split('\n');
  say(`setup-influx is done: ${steps.length} statements, the first ${String(steps[0])}`);
  const run = await until('the first run of the CronJob in InfluxDB', 150_000, () => lastRun(world));
  say(`the CronJob’s first run is in InfluxDB: ${JSON.stringify(run)}`);
}
