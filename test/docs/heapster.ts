import { labeledFamilies } from '../../lib/schema/heapster/heapster-encoder.ts';
import { measurementAndField } from '../../lib/schema/heapster/heapster-metric.ts';
import { sampleMetrics } from '../../lib/schema/heapster/object-metrics.ts';
import { rollUpMetrics } from '../../lib/schema/heapster/roll-up-metrics.ts';
import { heapsterTags } from '../../lib/schema/heapster/heapster-tags.ts';
import { table } from './table.ts';
import type { HeapsterType } from '../../lib/model/stored-points.ts';

interface Row {
  readonly name: string;
  readonly type: 'integer' | 'float';
  readonly unit: string;
  readonly sets: readonly HeapsterType[];
  readonly help: string;
  readonly isCounter: boolean;
  readonly tags: readonly string[];
}

/** The part of METRICS.md that tells of Heapster's schemas. */
export function heapsterSections(): string[] {
  return [
    '## Schemas `heapster` and `heapster-fields`',
    'Name for name and type for type what Heapster wrote, so that its dashboards and a database full of its history go on. ' +
      'In `heapster` each metric is a measurement with the field `value`; in `heapster-fields` (Heapster’s `withfields=true`) ' +
      'the measurement is what stands before the first slash, the field is the rest (`value` where there is no slash), and ' +
      'all values of a series stand in one line. Every point carries the run’s minute. A counter carries a second field, ' +
      '`sample_ms`: when it was read, by which the next run makes its rates. `METRICS` does not thin these schemas.',
    'Requests and limits are counted as Heapster counted them, of the ordinary containers of pods with statistics; in `wide` they are ' +
      'what the scheduler counts, with init containers, sidecars, overhead and pods that have not started.',
    table(
      ['metric', 'in `heapster-fields`', 'type', 'unit', '`type` of the point', 'what'],
      rows().map(({ name, type, unit, sets, help, isCounter, tags }) => {
        const { measurement, field } = measurementAndField(name);
        return [
          `\`${name}\``,
          `\`${measurement}\` \`${field}\``,
          `${type}${isCounter ? ', and `sample_ms`' : ''}`,
          unit,
          sets.join(' '),
          `${help}${tags.length > 0 ? `; per ${tags.map((tag) => `\`${tag}\``).join(', ')}` : ''}`,
        ];
      }),
    ),
    'Besides: `RESOURCE/request` (as `nvidia.com/gpu/request`; integer; pod, pod_container) for every other resource that is ' +
      'asked for, and `custom/NAME`, a user-defined metric (a float from /stats/summary, what its exporter declares from ' +
      '/stats/container/).',
    '### Tags',
    table(
      ['tag', 'on', 'what'],
      [
        ['`cluster_name`', 'everything', 'CLUSTER_NAME'],
        ...heapsterTags.map(({ name, sets, help }) => [`\`${name}\``, sets.join(' '), help]),
        [
          '`labels`',
          'node pod pod_container',
          'every label as `name:value`, sorted, joined by LABEL_SEPARATOR; without IGNORE_LABELS',
        ],
        ['…', 'node pod pod_container', 'STORE_LABELS'],
        [
          '`shard`',
          'ns cluster',
          'with SHARD, whose nodes the sums are of: Heapster’s dashboards show the shards one by one',
        ],
        ['`resource_id`', 'filesystem and disk', '`/`, `logs`, `Volume:NAME`, or a device'],
        ['`accelerator_id`, `make`, `model`', 'accelerator', 'which one'],
      ],
    ),
    'Heapster kept hostname, host_id, pod_id and namespace_id from InfluxDB, and so does heapline.',
    '### Where heapline is not Heapster',
    'Numbers are those of [kubernetes-retired/heapster](https://github.com/kubernetes-retired/heapster/issues) unless another repository is named.',
    table(
      ['what Heapster did', 'issue', 'what heapline does'],
      deviations.map((row) => [...row]),
    ),
  ];
}

const deviations: readonly (readonly [heapster: string, issue: string, heapline: string])[] = [
  [
    'With /stats/container/, the pause container’s use was told as the pod’s, and went into namespace and cluster.',
    '#2100',
    'A pod is its own cgroup; where that is not told, its containers and its pause container together. Its CPU counter is then left out: a sum of counters is none.',
  ],
  [
    'Rates were negative, or 1.8e19, after a counter fell.',
    '#1126 #1181 #1778 #1193, kubernetes#30939',
    'No rate where the counter fell, where the object started since, or where no machine reaches it; for CPU the kubelet’s own average stands in.',
  ],
  [
    'No CPU rate when start times jitter or the sample has not moved.',
    '#1937 #1545 #1470, kubernetes#59524',
    'An object has started anew if its start lies after the sample before, and not if it is told a little differently. Where there is no difference to make, the kubelet’s own average stands in.',
  ],
  [
    'The first batch held a CPU utilisation of 0.',
    'none',
    'What is not known is not written: no utilisation without a rate, no reservation or request where pods are not known.',
  ],
  [
    'A container with a root filesystem but without its `usedBytes` ended the process.',
    'charmed-kubernetes/bundle#715',
    'It costs that number.',
  ],
  [
    'Rates of a host-network pod were missing, because the summary has no network time for it.',
    'none',
    'Every section has its own time.',
  ],
  [
    'From /stats/summary, a machine whose interface is not called `eth0` had no network.',
    'kubernetes#28407',
    'The interfaces that lead out of the machine count together; bridges, tunnels and pods’ ends do not.',
  ],
  [
    'Nodes that are not Ready were never asked.',
    '#1746',
    'They are asked last; those whose kubelet answers are written.',
  ],
  [
    'A containerd sandbox, which has no container name, was written as a `sys_container`, named by its id; so was every pod’s cgroup.',
    '#1948 #1862',
    'Both belong to the pod. Other cgroups stay `sys_container`, but for what comes and goes under new names: logins, commands that systemd runs, mounts, helpers beside a pod’s containers.',
  ],
  [
    'A type conflict, a value outside the retention or one bad line counted as a failed batch, and a failed batch was lost.',
    '#1375 #130 #1376',
    'Types are Heapster’s since its version 1.2; batches are retried, what is refused is named, and the rest is kept.',
  ],
  [
    'Of two containers of one name only the summary kept the one that started later.',
    'none',
    'Both sources do.',
  ],
  ['A pod made of its containers had no `nodename`.', 'none', 'It has one.'],
  [
    'With `withfields=true` every value was a line of its own.',
    'none',
    'The values of a series stand in one line; the database holds the same.',
  ],
  [
    'With /stats/container/, every mount of a pod or container was a `resource_id` of its own.',
    '#1948 #1862',
    'Mounts that are named after a pod, a sandbox or an overlay are left out; devices stay.',
  ],
  [
    'All labels of an object were one tag, whatever their length.',
    '#1948',
    'Beyond 16 KiB the tag is left out: InfluxDB takes no series whose tags are longer than 64 KiB.',
  ],
  ['`uptime` was counted to the moment of decoding.', 'none', 'It is counted to the object’s sample.'],
  ['Values above 2^63−1 wrapped around.', '#1126', 'They are left out and counted.'],
];

function rows(): Row[] {
  const byName = new Map<string, Row>();
  const add = (row: Row) => {
    const known = byName.get(row.name);
    byName.set(row.name, known ? { ...known, sets: [...known.sets, ...row.sets] } : row);
  };
  for (const metric of sampleMetrics) add({ ...metric, isCounter: metric.sampleMs !== undefined, tags: [] });
  for (const { metrics, tags } of labeledFamilies)
    for (const metric of metrics)
      add({ ...metric, isCounter: metric.sampleMs !== undefined, tags: tags.map(({ name }) => name) });
  for (const metric of rollUpMetrics) add({ ...metric, isCounter: false, tags: [] });
  return [...byName.values()];
}
