import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { kubectlVersions } from '../../setup/kubectl.ts';
import { amountOf, windowMs } from '../../oracle/quantities.ts';
import { until } from '../daemons.ts';
import { lastRun } from '../influx.ts';
import { keyOf } from '../kubelet-truth.ts';
import type { World } from '../scenario.ts';
import { type Watch, watchKubelets } from '../watch.ts';

/** Something to scale: its one container works as much as it is given. */
const shop = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'busy', namespace: 'shop' },
    spec: {
      selector: { matchLabels: { app: 'busy' } },
      template: {
        metadata: { labels: { app: 'busy' } },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: 'busy',
              image: 'node:local',
              command: [
                'node',
                '-e',
                'setInterval(() => { const end = Date.now() + 30; while (Date.now() < end); }, 200)',
              ],
              resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
            },
          ],
        },
      },
    },
  },
  {
    apiVersion: 'autoscaling/v1',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'busy', namespace: 'shop' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'busy' },
      minReplicas: 1,
      maxReplicas: 1,
      targetCPUUtilizationPercentage: 80,
    },
  },
];

interface Usage {
  readonly cpu: string;
  readonly memory: string;
}
interface Item {
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly timestamp: string;
  readonly window: string;
  readonly usage?: Usage;
  readonly containers?: readonly { readonly name: string; readonly usage: Usage }[];
}

/** The metrics API behind the real aggregation layer: every kubectl prints what the kubelets said, and the autoscaler sees it. */
export async function readBack(world: World): Promise<void> {
  const { kubectl, ask, scenario, say } = world;
  await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items: shop }));
  await kubectl(
    ['apply', '--server-side', '--force-conflicts', '-f', '-'],
    readFileSync(scenario.metricsApi, 'utf8'),
  );
  const install = 'job/heapline-metrics-api-install';
  await kubectl(['-n', 'heapline', 'wait', '--for=condition=Complete', install, '--timeout=120s']);
  say(
    `metrics-api install: ${(await kubectl(['-n', 'heapline', 'logs', install])).trim().split('\n').join(', ')}`,
  );
  await kubectl(['-n', 'heapline', 'rollout', 'status', 'deployment/heapline-metrics-api', '--timeout=120s']);
  for (const version of ['v1', 'v1beta1'])
    await kubectl([
      'wait',
      '--for=condition=Available',
      `apiservice/${version}.metrics.k8s.io`,
      '--timeout=60s',
    ]);
  say('both APIServices are Available');

  const fromMs = Date.now();
  const watch = watchKubelets(world, []);
  try {
    const first = await until('a run while the kubelets are watched', 150_000, () =>
      lastRun(world, fromMs + 25_000),
    );
    await until('another one', 150_000, () => lastRun(world, first.timeMs + 1));
    // What was read ten seconds ago is answered with again.
    await sleep(12_000);
    for (const version of ['v1', 'v1beta1']) say(`${version}: ${await compare(world, watch, version)}`);
  } finally {
    watch.stop();
  }
  for (const version of kubectlVersions) await topWith(world, version);
  await kubectl([
    '-n',
    'kube-system',
    'rollout',
    'status',
    'deployment/heapline-heapster-api',
    '--timeout=60s',
  ]);
  // As kubectl up to 1.18 and the Dashboard 1.x ask.
  for (const path of [
    'apis/metrics/v1alpha1/nodes',
    'api/v1/model/nodes/node-a/metrics/cpu/usage_rate',
    'healthz',
  ]) {
    const proxied = `/api/v1/namespaces/kube-system/services/http:heapster:/proxy/${path}`;
    const answer = await kubectl(['get', '--raw', proxied]);
    say(`heapster: /${path}: ${answer.trim().slice(0, 200)}`);
    assert.match(answer, /"usage":\{"cpu":"\d+m"|"value":\d+|^ok/);
  }
  const percent = await until('the autoscaler sees the current CPU', 240_000, async () => {
    const { status } = (await ask('/apis/autoscaling/v1/namespaces/shop/horizontalpodautoscalers/busy')) as {
      status: { currentCPUUtilizationPercentage?: number };
    };
    return status.currentCPUUtilizationPercentage;
  });
  say(`the autoscaler: ${(await kubectl(['-n', 'shop', 'get', 'hpa', 'busy', '--no-headers'])).trim()}`);
  assert.ok(percent > 20 && percent < 400, `${percent} %`);
}

/** Each number against what the kubelet said of its times. */
async function compare(world: World, watch: Watch, version: string): Promise<string> {
  const get = async (what: string) =>
    ((await world.ask(`/apis/metrics.k8s.io/${version}/${what}`)) as { items: Item[] }).items;
  const [nodes, pods] = [await get('nodes'), await get('pods')];
  assert.equal(nodes.length, 2);
  const lines: string[] = [];
  for (const { metadata, timestamp, window, usage } of nodes)
    lines.push(
      `${metadata.name} ${checked(watch, keyOf('kube_node', { node: metadata.name }), timestamp, window, usage!)}`,
    );
  let containers = 0;
  for (const { metadata, timestamp, window, containers: parts } of pods)
    for (const { name, usage } of parts!) {
      const key = [...watch.said.keys()].find((one) => {
        const [measurement, , namespace, pod, container] = one.split(' ');
        return (
          measurement === 'kube_container' &&
          namespace === metadata.namespace &&
          pod === metadata.name &&
          container === name
        );
      });
      // Of several containers each has a time of its own, and the pod the earliest.
      if (key === undefined || parts!.length > 1) continue;
      const line = checked(watch, key, timestamp, window, usage);
      if (metadata.name.startsWith('busy')) lines.push(`${metadata.name} ${line}`);
      containers++;
    }
  assert.ok(containers >= 4, `${containers} containers`);
  return `${nodes.length} nodes and ${containers} containers are what the kubelets said; ${lines.join('; ')}`;
}

const anewMs = 2_000;

/** Newer kubelets take a sample anew for whoever asks: then a number lies between what was said just before and after. */
function checked(watch: Watch, key: string, timestamp: string, window: string, usage: Usage): string {
  const lastMs = Date.parse(timestamp);
  const spanMs = windowMs(window);
  const said = (timeMs: number, field: string) =>
    (watch.said.get(key) ?? [])
      .filter((one) => Math.abs(one.timeMs - timeMs) <= anewMs)
      .flatMap((one) => one.fields[field] ?? []);
  const [now, before] = [lastMs, lastMs - spanMs].map((ms) => said(ms, 'cpu_usage_core_nanoseconds'));
  const memory = said(lastMs, 'memory_working_set_bytes');
  assert.ok(
    now!.length > 0 && before!.length > 0,
    `nobody watched ${key} at ${timestamp} and ${window} before`,
  );
  const least = ((Math.min(...now!) - Math.max(...before!)) * 1000) / spanMs;
  const most = ((Math.max(...now!) - Math.min(...before!)) * 1000) / spanMs;
  const [cores, bytes] = [Math.round(amountOf(usage.cpu) * 1e9), amountOf(usage.memory)];
  assert.ok(
    cores >= Math.floor(least) && cores <= Math.ceil(most),
    `${key}: ${cores} is not from ${least} to ${most}`,
  );
  assert.ok(
    bytes >= Math.min(...memory) && bytes <= Math.max(...memory),
    `${key}: ${bytes}: ${memory.join(', ')}`,
  );
  return `${usage.cpu} in ${Math.floor(least)}…${Math.ceil(most)}n, ${usage.memory}`;
}

async function topWith(world: World, version: (typeof kubectlVersions)[number]): Promise<void> {
  const top = (...args: string[]) => world.kubectlOf(version)(['top', ...args]);
  const questions: string[][] = [
    ['nodes'],
    ['node', 'node-a'],
    ['pods', '-A'],
    ['pods', '-n', 'shop', '--containers'],
    ['pods', '-A', '-l', 'app=busy'],
    ['pods', '-A', '--sort-by=memory'],
    ...(version === '1.20' ? [] : [['pods', '-n', 'shop', '--sum']]),
    ...(version === '1.36' ? [['nodes', '--show-swap']] : []),
  ];
  for (const question of questions) {
    const printed = (await top(...question)).trim().split('\n');
    assert.ok(printed.length > 1, printed.join('\n'));
    assert.ok(!printed.some((line) => line.includes('<unknown>') && !question.includes('--show-swap')));
    if (['nodes', 'pods'].includes(question[0]!) && question.length <= 2)
      say(`kubectl ${version} top ${question.join(' ')}`, printed);
  }
  function say(words: string, lines: readonly string[]): void {
    world.say(`${words}\n${lines.map((line) => `             ${line}`).join('\n')}`);
  }
}
