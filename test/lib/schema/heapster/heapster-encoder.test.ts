import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { textsOf } from '../../../../lib/model/lines.ts';
import { type LabelRules } from '../../../../lib/schema/heapster/heapster-tags.ts';
import { heapsterEncoder } from '../../../../lib/schema/heapster/heapster-encoder.ts';
import { containerFacts, podFacts } from '../../../setup/facts.ts';
import { containers, facts, runMinuteMs, summary, walked } from '../../../setup/heapster-node.ts';

type Source = 'summary' | 'container';

interface Point {
  readonly measurement: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
  readonly time: string;
}

const plainLabels: LabelRules = { separator: ',', stored: [], ignored: [] };

function pointsOf(run: ReturnType<typeof walked>, hasFields = false, labels = plainLabels): Point[] {
  const encoder = heapsterEncoder({ clusterName: 'prod', hasFields, runMinuteMs, labels });
  return [...textsOf(encoder.samples(run.samples)), ...textsOf(encoder.rollUps(run.rollUps))].map(parse);
}

/** Names in these tests hold no blanks; a comma in a value is escaped. */
function parse(line: string): Point {
  const [head = '', fields = '', time = ''] = line.split(' ');
  const [measurement = '', ...tags] = head.split(/(?<!\\),/);
  const pairs = (parts: readonly string[]): Record<string, string> => {
    const entries = parts.map((part) => part.split(/(?<!\\)=/, 2).map((one) => one.replaceAll('\\', '')));
    return Object.fromEntries(entries) as Record<string, string>;
  };
  return {
    measurement,
    tags: pairs(tags),
    fields: pairs(fields.split(',')),
    time,
  };
}

const bySource: Readonly<Record<Source, Point[]>> = {
  summary: pointsOf(walked('summary')),
  container: pointsOf(walked('container')),
};

const [N, P, C, Y, NS, CL] = ['node', 'pod', 'pod_container', 'sys_container', 'ns', 'cluster'] as const;

describe('the recorded bodies', () => {
  for (const [source, name] of [
    ['summary', 'stats_summary_1.36.json'],
    ['container', 'stats_container_1.20.json'],
  ] as const)
    for (const hasFields of [false, true]) {
      const golden = `heapster_${hasFields ? 'fields_' : ''}${source}.lines`;
      it(`${name} becomes the lines of ${golden}`, () => {
        const file = new URL(`../../../fixtures/${golden}`, import.meta.url);
        const body = readFileSync(new URL(`../../../fixtures/${name}`, import.meta.url), 'utf8');
        const run = walked(source, JSON.parse(body) as object, 'unknown', false, Date.parse('2027-01-01'));
        const encoder = heapsterEncoder({ clusterName: 'c', hasFields, runMinuteMs, labels: plainLabels });
        const lines =
          [...textsOf(encoder.samples(run.samples)), ...textsOf(encoder.rollUps(run.rollUps))].join('\n') +
          '\n';
        // UPDATE_GOLDENS=1 writes them anew, for a reviewer to read.
        if (process.env['UPDATE_GOLDENS']) writeFileSync(file, lines);
        assert.equal(lines, readFileSync(file, 'utf8'));
      });
    }
});

describe('section 2: metrics', () => {
  // Each row as Heapster had it: i a whole number, f a float; sets from the summary; sets from /stats/container/.
  const rows: readonly (readonly [
    name: string,
    type: 'i' | 'f',
    fromSummary: string[],
    fromContainer: string[],
  ])[] = [
    ['uptime', 'i', [N, P, C, Y], [N, P, C, Y]],
    ['restart_count', 'i', [P, C], [P, C]],
    ['cpu/usage', 'i', [N, P, C, Y], [N, P, C, Y]],
    ['cpu/usage_rate', 'i', [N, P, C, Y, NS, CL], [N, P, C, Y, NS, CL]],
    ['cpu/load', 'i', [], [N, P, C, Y]],
    ['cpu/request', 'i', [N, P, C, NS, CL], [N, P, C, NS, CL]],
    ['cpu/limit', 'i', [N, P, C, NS, CL], [N, P, C, NS, CL]],
    ['memory/usage', 'i', [N, P, C, Y, NS, CL], [N, P, C, Y, NS, CL]],
    ['memory/rss', 'i', [N, P, C, Y], [N, P, C, Y]],
    ['memory/cache', 'i', [], [N, P, C, Y]],
    ['memory/working_set', 'i', [N, P, C, Y], [N, P, C, Y]],
    ['memory/page_faults', 'i', [N, P, C, Y], [N, P, C, Y]],
    ['memory/major_page_faults', 'i', [N, P, C, Y], [N, P, C, Y]],
    ['memory/page_faults_rate', 'f', [N, P, C, Y], [N, P, C, Y]],
    ['memory/major_page_faults_rate', 'f', [N, P, C, Y], [N, P, C, Y]],
    ['memory/request', 'i', [N, P, C, NS, CL], [N, P, C, NS, CL]],
    ['memory/limit', 'i', [N, P, C, NS, CL], [N, P, C, NS, CL]],
    ...['rx', 'tx', 'rx_errors', 'tx_errors'].flatMap((name): [string, 'i' | 'f', string[], string[]][] => [
      [`network/${name}`, 'i', [N, P], [N, P]],
      [`network/${name}_rate`, 'f', [N, P], [N, P]],
    ]),
    ...['usage', 'limit', 'available', 'inodes', 'inodes_free'].map(
      (name): [string, 'i', string[], string[]] => [`filesystem/${name}`, 'i', [N, P, C], [N, C]],
    ),
    ...['read', 'write'].flatMap((name): [string, 'i' | 'f', string[], string[]][] => [
      [`disk/io_${name}_bytes`, 'i', [], [N, P, C, Y]],
      [`disk/io_${name}_bytes_rate`, 'f', [], [N, P, C, Y]],
    ]),
    ['ephemeral_storage/usage', 'i', [N, P, C], []],
    ['ephemeral_storage/request', 'i', [N, P, C], [N, P, C]],
    ['ephemeral_storage/limit', 'i', [N, P, C], [N, P, C]],
    ['accelerator/memory_total', 'i', [C], [N, P, C, Y]],
    ['accelerator/memory_used', 'i', [C], [N, P, C, Y]],
    ['accelerator/duty_cycle', 'i', [C], [N, P, C, Y]],
    ['nvidia.com/gpu/request', 'i', [P, C], [P, C]],
    ...['cpu', 'memory', 'ephemeral_storage'].flatMap((resource): [string, 'f', string[], string[]][] => [
      [`${resource}/node_capacity`, 'f', [N], [N]],
      [`${resource}/node_allocatable`, 'f', [N], [N]],
      [`${resource}/node_reservation`, 'f', [N], [N]],
      [`${resource}/node_utilization`, 'f', [N], resource === 'ephemeral_storage' ? [] : [N]],
    ]),
    ['custom/queue', 'f', [C], []],
    // From /stats/container/ it is what its exporter declares: here a whole number.
    ['custom/queue', 'i', [], [N, C, Y]],
  ];

  for (const [name, type, fromSummary, fromContainer] of rows)
    for (const [source, sets] of [
      ['summary', fromSummary],
      ['container', fromContainer],
    ] as const)
      it(`${name} from ${source}: ${sets.join(', ') || 'nothing'}, ${type === 'i' ? 'a whole number' : 'a float'}`, () => {
        const found = bySource[source].filter(({ measurement }) => measurement === name);
        const isWhole = (value: string | undefined) => /^-?\d+i$/.test(value ?? '');
        const typed = found.filter(({ fields }) => isWhole(fields['value']) === (type === 'i'));
        const types = new Set(typed.map(({ tags }) => tags['type'] ?? ''));
        assert.deepEqual([...types].sort(), [...sets].sort());
      });

  it('nothing else is written', () => {
    const known = new Set(rows.map(([name]) => name));
    for (const source of ['summary', 'container'] as const)
      assert.deepEqual(
        bySource[source].filter(({ measurement }) => !known.has(measurement)),
        [],
      );
  });

  const valueOf = (source: Source, name: string, type: string, more: Record<string, string> = {}) =>
    bySource[source].find(
      ({ measurement, tags }) =>
        measurement === name &&
        tags['type'] === type &&
        Object.entries(more).every(([tag, value]) => tags[tag] === value),
    )?.fields['value'];

  for (const [title, source, name, type, expected, more] of [
    ['uptime is the time since the start, in ms', 'summary', 'uptime', P, '50000i', {}],
    ['restart_count of a pod is the sum over its containers', 'summary', 'restart_count', P, '3i', {}],
    ['cpu/usage_rate is in whole millicores', 'summary', 'cpu/usage_rate', N, '250i', {}],
    ['cpu/load is in thousandths', 'container', 'cpu/load', N, '1500i', {}],
    ['a request or limit that is missing is 0', 'summary', 'cpu/limit', C, '0i', {}],
    [
      'cpu/limit of a node is the sum over its pods, and not its capacity',
      'summary',
      'cpu/limit',
      N,
      '0i',
      {},
    ],
    ['memory/limit of a node is the sum over its pods', 'summary', 'memory/limit', N, '128i', {}],
    ['network/rx from the summary is the default interface’s', 'summary', 'network/rx', P, '1000i', {}],
    [
      'filesystem/usage of a node is that of /',
      'summary',
      'filesystem/usage',
      N,
      '40i',
      { resource_id: '/' },
    ],
    [
      'filesystem/usage of a container tells its logs apart',
      'summary',
      'filesystem/usage',
      C,
      '2i',
      { resource_id: 'logs' },
    ],
    [
      'filesystem/usage of a pod is its volumes’',
      'summary',
      'filesystem/usage',
      P,
      '40i',
      { resource_id: 'Volume:data' },
    ],
    [
      'filesystem/usage from containers is per device',
      'container',
      'filesystem/usage',
      N,
      '40i',
      { resource_id: '/dev/sda1' },
    ],
    [
      'disk/io_read_bytes_rate is per device',
      'container',
      'disk/io_read_bytes_rate',
      N,
      '5',
      { resource_id: 'sda' },
    ],
    [
      'ephemeral_storage/usage of a container is its rootfs and logs',
      'summary',
      'ephemeral_storage/usage',
      C,
      '42i',
      {},
    ],
    ['ephemeral_storage/usage of a pod is its own', 'summary', 'ephemeral_storage/usage', P, '40i', {}],
    [
      'accelerator metrics carry make, model and id',
      'summary',
      'accelerator/duty_cycle',
      C,
      '50i',
      { make: 'nvidia', model: 'P100', accelerator_id: 'GPU-1' },
    ],
    ['cpu/node_capacity is in millicores, a float', 'summary', 'cpu/node_capacity', N, '4000', {}],
    [
      'cpu/node_utilization is the rate as a share of allocatable',
      'summary',
      'cpu/node_utilization',
      N,
      '0.125',
      {},
    ],
    [
      'memory/node_utilization is of usage, not of the working set',
      'summary',
      'memory/node_utilization',
      N,
      '0.4',
      {},
    ],
    [
      'cpu/node_reservation is what pods ask for as a share of allocatable',
      'summary',
      'cpu/node_reservation',
      N,
      '0.05',
      {},
    ],
  ] as const)
    it(title, () => assert.equal(valueOf(source, name, type, more), expected));

  it('filesystem from containers: devices are reported, mounts named after pods and sandboxes are not (#1948)', () => {
    const file = new URL('../../../fixtures/heapster_container.lines', import.meta.url);
    const ids = [...readFileSync(file, 'utf8').matchAll(/^filesystem\/usage.*resource_id=(\S+) /gm)].map(
      ([, id]) => id,
    );
    assert.deepEqual(ids.sort(), [
      '/dev/shm',
      '/dev/vda',
      '/mnt/sandboxing/model_tools_env/v1/python',
      '/sys/fs/cgroup',
    ]);
  });

  it('system containers: runtime is called docker-daemon, misc system, the others as they are', () => {
    const names = bySource.summary
      .filter(({ measurement, tags }) => measurement === 'uptime' && tags['type'] === Y)
      .map(({ tags }) => tags['container_name']);
    assert.deepEqual(names, ['kubelet', 'docker-daemon', 'system', 'pods']);
  });

  it('the first batch writes no utilisation of 0: what has no rate is left out', () => {
    const noAverage = { time: '2026-01-01T00:00:50Z', usageCoreNanoSeconds: 5e9 };
    const body = { ...summary, node: { ...summary.node, cpu: noAverage } };
    const first = pointsOf(walked('summary', body, facts, false)).filter(({ tags }) => tags['type'] === N);
    assert.ok(
      !first.some(
        ({ measurement }) => measurement === 'cpu/node_utilization' || measurement === 'cpu/usage_rate',
      ),
    );
    assert.ok(first.some(({ measurement }) => measurement === 'cpu/usage'));
  });

  it('rootfs without usedBytes ends nothing: what is known of the rest is written', () => {
    const [pod] = summary.pods;
    const container = { ...pod!.containers[0], rootfs: { time: '2026-01-01T00:00:50Z' } };
    const points = pointsOf(walked('summary', { ...summary, pods: [{ ...pod, containers: [container] }] }));
    const usage = points.find(
      ({ measurement, tags }) => measurement === 'ephemeral_storage/usage' && tags['type'] === C,
    );
    assert.equal(usage?.fields['value'], '2i');
  });
});

describe('section 3: labels and tags', () => {
  for (const [source, type, expected] of [
    ['summary', N, 'cluster_name labels nodename type'],
    ['container', N, 'cluster_name labels nodename schedulable type'],
    ['summary', P, 'cluster_name labels namespace_name nodename pod_name type'],
    [
      'summary',
      C,
      'cluster_name container_base_image container_name labels namespace_name nodename pod_name type',
    ],
    ['summary', Y, 'cluster_name container_name nodename type'],
    ['summary', NS, 'cluster_name namespace_name type'],
    ['summary', CL, 'cluster_name type'],
  ] as const)
    it(`${type} from ${source} carries ${expected}`, () => {
      const plain = bySource[source].find(
        ({ measurement, tags }) => measurement === 'cpu/usage_rate' && tags['type'] === type,
      );
      assert.equal(
        Object.keys(plain?.tags ?? {})
          .sort()
          .join(' '),
        expected,
      );
    });

  it('hostname, host_id, pod_id and namespace_id are not written', () => {
    for (const { tags } of [...bySource.summary, ...bySource.container])
      for (const name of ['hostname', 'host_id', 'pod_id', 'namespace_id']) assert.ok(!(name in tags));
  });

  const tagsOf = (labels: LabelRules, type: string = P, run = walked('summary')) =>
    pointsOf(run, false, labels).find(
      ({ tags, measurement }) => measurement === 'uptime' && tags['type'] === type,
    )?.tags;

  it('labels are sorted, joined by a comma or by LABEL_SEPARATOR, in one tag', () => {
    assert.equal(tagsOf(plainLabels)?.['labels'], 'app:cart,tier:front');
    assert.equal(tagsOf({ ...plainLabels, separator: ';' })?.['labels'], 'app:cart;tier:front');
  });

  it('labels of a node stand on the node', () =>
    assert.equal(tagsOf(plainLabels, N)?.['labels'], 'kubernetes.io/hostname:node-a,zone:z1'));

  it('IGNORE_LABELS leaves a label out of the tag', () =>
    assert.equal(tagsOf({ ...plainLabels, ignored: ['tier'] })?.['labels'], 'app:cart'));

  it('STORE_LABELS=name makes a tag of a label, which stays in labels too; new=old gives it another name', () => {
    const stored = [
      { label: 'tier', tag: 'tier' },
      { label: 'app', tag: 'product' },
    ];
    const tags = tagsOf({ ...plainLabels, stored });
    assert.deepEqual(
      [tags?.['tier'], tags?.['product'], tags?.['labels']],
      ['front', 'cart', 'app:cart,tier:front'],
    );
  });

  it('an empty value is never written: a pod without labels has no tag labels', () => {
    const tags = tagsOf(plainLabels, P, walked('summary', summary, [podFacts()]));
    assert.ok(tags && !('labels' in tags));
  });

  it('container_base_image is the kubelet’s where it reports one, else the pod’s', () => {
    const image = (source: Source) =>
      bySource[source].find(({ tags }) => tags['type'] === C)?.tags['container_base_image'];
    assert.equal(image('container'), 'registry/app:2');
    assert.equal(image('summary'), 'registry/app:1');
  });
});

describe('section 4: processors', () => {
  const find = (points: readonly Point[], name: string, type: string, tag?: readonly [string, string]) =>
    points.find(
      ({ measurement, tags }) =>
        measurement === name && tags['type'] === type && (tag === undefined || tags[tag[0]] === tag[1]),
    );

  it('1, rate calculator: cpu in whole millicores, others per second as floats', () => {
    assert.equal(find(bySource.summary, 'cpu/usage_rate', C)?.fields['value'], '250i');
    assert.equal(find(bySource.summary, 'memory/major_page_faults_rate', C)?.fields['value'], '0.5');
    assert.equal(find(bySource.summary, 'network/rx_rate', P)?.fields['value'], '50');
  });

  it('2, pod based enricher: a container without statistics appears with requests and limits, an init container does not', () => {
    const pod = podFacts({
      containers: [
        ...facts[0]!.containers,
        containerFacts({ name: 'waiting', requests: { cpuMillicores: 7 } }),
        containerFacts({ name: 'init', isInit: true, requests: { cpuMillicores: 900 } }),
      ],
    });
    const points = pointsOf(walked('summary', summary, [pod]));
    const waiting = points
      .filter(({ tags }) => tags['container_name'] === 'waiting')
      .map(({ measurement }) => measurement);
    assert.deepEqual(waiting.sort(), [
      'cpu/limit',
      'cpu/request',
      'ephemeral_storage/limit',
      'ephemeral_storage/request',
      'memory/limit',
      'memory/request',
    ]);
    assert.ok(!points.some(({ tags }) => tags['container_name'] === 'init'));
    assert.equal(find(points, 'cpu/request', P)?.fields['value'], '107i');
  });

  it('2, pod based enricher: a pod without any statistics never appears', () => {
    const points = pointsOf(walked('summary', summary, [...facts, podFacts({ name: 'pending' })]));
    assert.ok(!points.some(({ tags }) => tags['pod_name'] === 'pending'));
  });

  it('3, namespace based enricher: its namespace_id is not written, so no namespace needs to be listed', () =>
    assert.ok(!bySource.summary.some(({ tags }) => 'namespace_id' in tags)));

  it('4, pod aggregator: a number that the pod lacks is the sum over its containers', () => {
    const [pod] = summary.pods;
    const bare = { ...pod!, cpu: undefined, memory: undefined };
    const two = [pod!.containers[0]!, { ...pod!.containers[0]!, name: 'helper' }];
    const summed = pointsOf(walked('summary', { ...summary, pods: [{ ...bare, containers: two }] }));
    assert.equal(find(summed, 'cpu/usage_rate', P)?.fields['value'], '500i');
    assert.equal(find(summed, 'memory/usage', P)?.fields['value'], '800i');
    assert.equal(find(summed, 'memory/page_faults_rate', P)?.fields['value'], '10');
    const own = pointsOf(walked('summary', { ...summary, pods: [{ ...pod, containers: two }] }));
    assert.equal(find(own, 'memory/usage', P)?.fields['value'], '400i');
  });

  it('4, pod aggregator: cumulative counters are not summed', () => {
    const [pod] = summary.pods;
    const bare = { ...pod!, cpu: undefined, memory: undefined };
    const points = pointsOf(walked('summary', { ...summary, pods: [bare] }));
    for (const name of ['cpu/usage', 'memory/page_faults', 'memory/major_page_faults'])
      assert.equal(find(points, name, P), undefined, name);
  });

  it('4, pod aggregator: a pod that is made of its containers carries nodename like any other', () => {
    const [pod] = summary.pods;
    const bare = { ...pod!, cpu: undefined, memory: undefined };
    const points = pointsOf(walked('summary', { ...summary, pods: [bare] }));
    assert.equal(find(points, 'memory/usage', P)?.tags['nodename'], 'node-a');
  });

  it('4, pod aggregator: the pause container’s use is not taken for the pod’s (#2100)', () => {
    const points = bySource.container;
    assert.equal(find(points, 'memory/usage', P)?.fields['value'], '400i');
    const withoutCgroup = Object.fromEntries(
      Object.entries(containers).filter(([name]) => !/pod[0-9a-f-]{36}$/.test(name)),
    );
    const summed = pointsOf(walked('container', withoutCgroup));
    assert.equal(find(summed, 'memory/usage', P)?.fields['value'], '800i', 'the sandbox and the container');
    assert.equal(find(summed, 'cpu/usage', P), undefined);
  });

  for (const [name, expected] of [
    ['cpu/usage_rate', '250i'],
    ['memory/usage', '400i'],
    ['cpu/request', '100i'],
    ['cpu/limit', '0i'],
    ['memory/request', '64i'],
    ['memory/limit', '128i'],
  ] as const) {
    it(`5, namespace aggregator: ${name} is the sum over the namespace’s pods`, () =>
      assert.equal(find(bySource.summary, name, NS, ['namespace_name', 'shop'])?.fields['value'], expected));
    it(`7, cluster aggregator: ${name} is the sum over the namespaces`, () =>
      assert.equal(find(bySource.summary, name, CL)?.fields['value'], expected));
  }

  it('5 and 7, namespace and cluster aggregator: these six metrics and no others', () => {
    const names = bySource.summary.filter(({ tags }) => [NS, CL].includes(tags['type'] as never));
    assert.equal(new Set(names.map(({ measurement }) => measurement)).size, 6);
  });

  it('6, node aggregator: requests and limits are summed over the node’s pods, usage is the node’s own', () => {
    assert.equal(find(bySource.summary, 'cpu/request', N)?.fields['value'], '100i');
    assert.equal(find(bySource.summary, 'ephemeral_storage/request', N)?.fields['value'], '8i');
    assert.equal(find(bySource.summary, 'memory/usage', N)?.fields['value'], '400i');
  });

  it('8, node autoscaling enricher: no utilization without capacity, no reservation where pods are not known', () => {
    const points = pointsOf(walked('summary', summary, 'unknown'));
    for (const name of ['cpu/node_reservation', 'cpu/request', 'memory/limit'])
      assert.equal(find(points, name, N), undefined, name);
    assert.ok(find(points, 'cpu/node_capacity', N));
  });
});

describe('section 5: the InfluxDB sink', () => {
  const withFields = pointsOf(walked('summary'), true);

  it('default: the measurement is the metric’s full name, the field is value', () => {
    const point = bySource.summary.find(({ measurement }) => measurement === 'cpu/usage_rate');
    assert.deepEqual(Object.keys(point?.fields ?? {}), ['value']);
  });

  it('default: a counter carries the true time of its sample beside it', () => {
    for (const name of ['cpu/usage', 'memory/page_faults', 'network/rx', 'uptime'])
      assert.equal(
        bySource.summary.find(({ measurement }) => measurement === name)?.fields['sample_ms'],
        `${Date.parse('2026-01-01T00:00:50Z')}i`,
        name,
      );
  });

  it('withfields: the measurement is what stands before the first slash, the field the rest, value where there is none', () => {
    const names = [...new Set(withFields.map(({ measurement }) => measurement))].sort();
    assert.deepEqual(names, [
      'accelerator',
      'cpu',
      'custom',
      'ephemeral_storage',
      'filesystem',
      'memory',
      'network',
      'nvidia.com',
      'restart_count',
      'uptime',
    ]);
    const field = (measurement: string) =>
      Object.keys(withFields.find((point) => point.measurement === measurement)?.fields ?? {});
    assert.deepEqual(field('nvidia.com'), ['gpu/request']);
    assert.deepEqual(field('restart_count'), ['value']);
  });

  it('withfields: the values of one series stand in one line', () => {
    const lines = withFields.filter(({ measurement, tags }) => measurement === 'cpu' && tags['type'] === C);
    assert.equal(lines.length, 1);
    assert.deepEqual(Object.keys(lines[0]!.fields), ['usage', 'usage_rate', 'request', 'limit', 'sample_ms']);
    const filesystems = withFields.filter(
      ({ measurement, tags }) => measurement === 'filesystem' && tags['type'] === C,
    );
    assert.deepEqual(
      filesystems.map(({ tags }) => tags['resource_id']),
      ['/', 'logs'],
    );
  });

  it('both write the same values of the same series', () => {
    const flat = (points: readonly Point[], split: boolean) =>
      points
        .flatMap(({ measurement, tags, fields }) =>
          Object.entries(fields)
            .filter(([field]) => field !== 'sample_ms')
            .map(([field, value]) => {
              const name = split
                ? field === 'value'
                  ? measurement
                  : `${measurement}/${field}`
                : measurement;
              return JSON.stringify([name, Object.entries(tags).sort(), value]);
            }),
        )
        .sort();
    assert.deepEqual(flat(withFields, true), flat(bySource.summary, false));
  });

  it('tags: all labels but four, those of labeled metrics, and cluster_name always', () => {
    assert.ok([...bySource.summary, ...withFields].every(({ tags }) => tags['cluster_name'] === 'prod'));
    const filesystem = bySource.summary.find(({ measurement }) => measurement === 'filesystem/usage');
    assert.ok(filesystem && 'resource_id' in filesystem.tags);
  });

  it('timestamp: every point carries the run’s minute', () => {
    for (const { time } of [...bySource.summary, ...bySource.container, ...withFields])
      assert.equal(time, String(runMinuteMs));
  });

  it('types: memory, cpu and network are whole, rates but cpu’s and node_* are floats, as databases of Heapster have them', () => {
    for (const { measurement, fields } of bySource.summary) {
      const isFloat = /_rate$|\/node_|^custom/.test(measurement) && measurement !== 'cpu/usage_rate';
      assert.equal(/i$/.test(fields['value'] ?? ''), !isFloat, measurement);
    }
  });
});
