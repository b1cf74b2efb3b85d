import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { decodeContainers } from '../../../lib/decode/cadvisor.ts';
import type { Sample } from '../../../lib/model/sample.ts';

const recorded = readFileSync(new URL('../../fixtures/stats_container_1.20.json', import.meta.url), 'utf8');
const late = Date.parse('2027-01-01');

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Info = Record<string, Json> & { spec: Record<string, Json>; stats: Record<string, Json>[] };

/** Leaves of the last look that are left out on purpose, each with its reason. */
const leftOut: readonly { readonly path: RegExp; readonly reason: string }[] = [
  { path: /^cpu\.(usage\.(user|system)|cfs|schedstat)/, reason: 'no part of the model: the total is' },
  {
    path: /^memory\.(max_usage|mapped_file|failcnt|hierarchical_data|.*numa_stats)/,
    reason: 'no part of the model',
  },
  { path: /^network\.(name|[rt]x_)/, reason: 'stands in the list of interfaces again' },
  { path: /^network\.interfaces\.\d+\.[rt]x_(packets|dropped)/, reason: 'no part of the model' },
  { path: /^network\.(tcp|udp)/, reason: 'no part of the model' },
  {
    path: /^filesystem\.\d+\.(type|base_usage|has_inodes|reads|writes|sectors|read_|write_|io_|weighted)/,
    reason: 'no part of the model',
  },
  { path: /^filesystem\.\d+\.inodes(_free)?=0$/, reason: 'has_inodes is false: 0 stands for nothing' },
  { path: /^(task_stats|resctrl)/, reason: 'always 0 or empty' },
  { path: /^processes\.(fd_count|socket_count|threads|ulimits)/, reason: 'no part of the model' },
];

describe('decodeContainers', () => {
  const samples = decode(recorded);
  const infos = Object.values(JSON.parse(recorded) as Record<string, Info>);

  it('stats_container_1.20: node, system containers, then each pod followed by its containers', () =>
    assert.deepEqual(
      samples.map(({ kind, namespace, pod, container }) => [kind, namespace, pod, container]),
      [
        ['node', undefined, undefined, undefined],
        ['systemContainer', undefined, undefined, 'n120/kubepods'],
        ['systemContainer', undefined, undefined, 'n120/kubepods/besteffort'],
        ['systemContainer', undefined, undefined, 'n120/kubepods/burstable'],
        ['pod', 'mon', 'hostnet', undefined],
        ['container', 'mon', 'hostnet', 'app'],
        ['pod', 'mon', 'burn', undefined],
        ['container', 'mon', 'burn', 'side'],
        ['container', 'mon', 'burn', 'app'],
      ],
    ));

  it('stats_container_1.20: every leaf of the newest stats is in a sample, or left out on purpose', () => {
    const lost = infos.flatMap((info) => {
      const role = sampleFor(samples, info);
      const last = info.stats.at(-1)!;
      return leaves(last, [])
        .map(([path, value]) => ({ path: path.join('.'), value }))
        .filter(
          ({ path, value }) =>
            !leftOut.some((rule) => rule.path.test(path) || rule.path.test(`${path}=${value}`)),
        )
        .filter(({ path }) => !path.startsWith('network') || info.spec['has_network'] === true)
        .filter(({ path, value }) => !role.some((sample) => holds(sample, path, value)))
        .map((leaf) => ({ ...leaf, of: info['name'] }));
    });
    assert.deepEqual(lost, []);
  });

  it('stats_container_1.20: the stats before are kept for rates, and give the CPU’s average', () => {
    for (const sample of samples) {
      const { cpu, earlier } = sample;
      const [last, before] = [Number(cpu?.usageCoreNanoSeconds), Number(earlier?.cpu?.usageCoreNanoSeconds)];
      const elapsedMs = (cpu?.timeMs ?? 0) - (earlier?.cpu?.timeMs ?? 0);
      assert.ok(elapsedMs > 1000, sample.container);
      assert.equal(cpu?.usageNanoCores, Math.floor((last - before) / (elapsedMs / 1000)));
    }
  });

  it('a pod’s CPU and memory are its cgroup’s, its network is its sandbox’s', () => {
    const pod = samples.find((sample) => sample.kind === 'pod' && sample.pod === 'burn');
    assert.equal(pod?.cpu?.usageCoreNanoSeconds, 1_342_509_615);
    assert.deepEqual(
      pod.interfaces.map(({ name, rxBytes }) => [name, rxBytes]),
      [['eth0', 666]],
    );
    assert.equal(pod.sandbox, undefined);
  });

  it('memory without a limit has nothing that the limit leaves', () => {
    const [node] = samples;
    assert.equal(node?.memory?.availableBytes, 25_276_510_208 - Number(node?.memory?.workingSetBytes));
    assert.equal(samples.find(({ container }) => container === 'side')?.memory?.availableBytes, undefined);
  });
});

describe('the names of cgroups', () => {
  const uid = '910e0baa-9160-4224-81bb-37f6046910af';
  const k8s = (container?: string, more = {}) => ({
    'io.kubernetes.pod.name': 'p',
    'io.kubernetes.pod.namespace': 'n',
    'io.kubernetes.pod.uid': uid,
    ...(container === undefined ? {} : { 'io.kubernetes.container.name': container }),
    ...more,
  });
  const sandbox = { labels: k8s('POD') };

  for (const [title, cgroups, expected] of [
    [
      'dockershim: the sandbox is the container POD',
      { a: sandbox, b: { labels: k8s('app') } },
      ['pod p', 'container app'],
    ],
    [
      'containerd: the sandbox has no container name',
      { a: { labels: k8s(undefined, { 'io.cri-containerd.kind': 'sandbox' }) }, b: { labels: k8s('app') } },
      ['pod p', 'container app'],
    ],
    [
      'no labels: Docker’s names serve, and those of the first kubelets with a hash behind the container',
      { a: { aliases: [`k8s_POD_p_n_${uid}_0`] }, b: { aliases: [`k8s_app.c0ffee_p_n_${uid}_3`] } },
      ['pod p', 'container app'],
    ],
    [
      'the pod’s cgroup, as the kubelet names it, is the pod and no system container',
      { a: sandbox, [`/kubepods/burstable/pod${uid}`]: { cpu: 7 } },
      ['pod p 7'],
    ],
    [
      'the pod’s cgroup, as systemd names it, is the pod and no system container',
      { a: sandbox, [`/kubepods.slice/kubepods-pod${uid.replaceAll('-', '_')}.slice`]: { cpu: 7 } },
      ['pod p 7'],
    ],
    [
      'what comes and goes under new names is nobody’s: processes beside a pod’s containers, logins, commands, mounts',
      {
        [`/kubepods/pod${uid}/crio-conmon-1`]: {},
        '/user.slice/user-0.slice/session-7.scope': {},
        '/system.slice/run-r3c9.scope': {},
        '/system.slice/var-lib-kubelet-x.mount': {},
      },
      [],
    ],
    ['the cgroup of a pod that has no containers is nobody’s', { [`/kubepods/pod${uid}`]: {} }, []],
    [
      'other cgroups are system containers, named by their path without the first slash, or by their alias',
      { '/system.slice/kubelet.service': {}, '/docker/abc': { aliases: ['registry'] } },
      ['systemContainer system.slice/kubelet.service', 'systemContainer registry'],
    ],
    [
      'a container that is being cleared away gives way to the one that started later',
      {
        a: sandbox,
        b: { labels: k8s('app'), cpu: 9, start: 1 },
        c: { labels: k8s('app'), cpu: 2, start: 5 },
      },
      ['pod p', 'container app 2'],
    ],
  ] as const)
    it(title, () => {
      const found = decode(JSON.stringify({ '/': info('/', {}), ...mapped(cgroups) })).slice(1);
      assert.deepEqual(
        found.map(({ kind, pod, container, cpu }) =>
          [kind, kind === 'pod' ? pod : container, cpu?.usageCoreNanoSeconds].filter(Boolean).join(' '),
        ),
        expected,
      );
    });

  it('a pod without a cgroup of its own keeps its sandbox’s numbers apart, to be counted once', () => {
    const [, pod] = decode(JSON.stringify({ '/': info('/', {}), a: info('a', { ...sandbox, cpu: 5 }) }));
    assert.equal(pod?.cpu, undefined);
    assert.equal(pod?.sandbox?.cpu?.usageCoreNanoSeconds, 5);
  });
});

describe('what only /stats/container/ tells', () => {
  const stats = {
    timestamp: '2026-01-01T00:00:10Z',
    cpu: { usage: { total: 18446744073709551n }, load_average: 1500 },
    memory: { usage: 10, working_set: 8, cache: 3 },
    diskio: {
      io_service_bytes: [
        { device: '/dev/sda', major: 8, minor: 0, stats: { Read: 11, Write: 12, Async: 1 } },
        { major: 8, minor: 16, stats: { Read: 13 } },
      ],
    },
    filesystem: [
      { device: '/dev/sda1', capacity: 100, usage: 40, available: 60, has_inodes: false, inodes: 0 },
    ],
    accelerators: [
      { make: 'nvidia', model: 'P100', id: 'GPU-1', memory_total: 9, memory_used: 4, duty_cycle: 50 },
    ],
    custom_metrics: {
      queue: [{ timestamp: '2026-01-01T00:00:09Z', label: 'in', int_value: 4 }],
      idle: [{ timestamp: '2026-01-01T00:00:09Z' }],
      ratio: [{ timestamp: '2026-01-01T00:00:09Z', float_value: 0.5 }],
    },
  };
  const spec = {
    has_filesystem: true,
    has_diskio: true,
    image: 'img:1',
    custom_metrics: [
      { name: 'queue', type: 'gauge', format: 'int', units: 'items' },
      { name: 'idle', type: 'gauge', format: 'int', units: '' },
      { name: 'ratio', type: 'gauge', format: 'float', units: '' },
    ],
  };
  const text = JSON.stringify({ '/': { name: '/', spec, stats: [stats] } }, (_, value: unknown) =>
    typeof value === 'bigint' ? 'BIG' : value,
  ).replace('"BIG"', '18446744073709551');
  const [node] = decode(text);

  for (const [title, found, expected] of [
    ['the load average, in thousandths', node?.cpu?.loadMilli, 1500],
    ['the page cache', node?.memory?.cacheBytes, 3],
    ['a counter beyond 2^53, exactly', node?.cpu?.usageCoreNanoSeconds, 18446744073709551n],
    [
      'disk I/O per device, by name or by numbers',
      node?.diskIo.map(({ device, readBytes, writtenBytes }) => [device, readBytes, writtenBytes]),
      [
        ['/dev/sda', 11, 12],
        ['8:16', 13, undefined],
      ],
    ],
    [
      'filesystems per device, without inodes where there are none',
      node?.filesystems.map(({ name, device, usedBytes, capacityBytes, inodes }) => [
        name,
        device,
        usedBytes,
        capacityBytes,
        inodes,
      ]),
      [['device', '/dev/sda1', 40, 100, undefined]],
    ],
    [
      'accelerators',
      node?.accelerators,
      [
        {
          make: 'nvidia',
          model: 'P100',
          id: 'GPU-1',
          memoryTotalBytes: 9,
          memoryUsedBytes: 4,
          dutyCyclePercent: 50,
        },
      ],
    ],
    [
      'custom metrics, whole or not as they are declared, 0 where cAdvisor leaves it out',
      node?.custom.map(({ name, value, isInteger, labels }) => [name, value, isInteger, labels]),
      [
        ['queue', 4, true, { label: 'in' }],
        ['idle', 0, true, {}],
        ['ratio', 0.5, false, {}],
      ],
    ],
    ['the image', node?.image, 'img:1'],
  ] as const)
    it(title, () => assert.deepEqual(found, expected));

  for (const [title, body, cause] of [
    ['a page of HTML', '<html></html>', 'not_json'],
    ['a map without the node', '{}', 'schema'],
    ['another document', '{"kind":"Status"}', 'schema'],
  ] as const)
    it(`says ${cause} of ${title}`, () => {
      const decoded = decodeContainers(Buffer.from(body), 'a', late);
      assert.ok(!decoded.ok);
      assert.equal(decoded.cause, cause);
    });

  const customOf = (specs: object[], values: object) =>
    decode(
      JSON.stringify({
        '/': {
          name: '/',
          spec: { custom_metrics: specs },
          stats: [{ timestamp: '2026-01-01T00:00:10Z', custom_metrics: values }],
        },
      }).replaceAll('"DIGITS"', '12345678901234567'),
    )[0]?.custom.map(({ name, value }) => [name, value]);
  const int = (name: string) => ({ name, format: 'int' });

  it('a custom metric with several values is written once, with its newest value', () => {
    const many = Array.from({ length: 12_000 }, (_, index) => ({
      timestamp: `2026-01-01T00:00:0${index % 9}Z`,
      int_value: index % 9,
    }));
    const specs = Array.from({ length: 12_000 }, () => int('queue'));
    assert.deepEqual(customOf(specs, { queue: many }), [['queue', 8]]);
  });

  it('a custom value that is no number is absent, and one of seventeen digits stays exact', () =>
    assert.deepEqual(
      customOf([int('a'), int('b'), int('c')], {
        a: [{ int_value: 'x' }],
        b: [{ int_value: 'DIGITS' }],
        c: [{}],
      }),
      [
        ['a', undefined],
        ['b', Number('12345678901234567')],
        ['c', 0],
      ],
    ));

  it('a custom metric may be called as what every object has', () =>
    assert.deepEqual(customOf([int('constructor'), int('toString')], { constructor: [{ int_value: 1 }] }), [
      ['constructor', 1],
    ]));

  it('costs a bad number that number, and a cgroup that is none that cgroup', () => {
    const body = { '/': info('/', { cpu: -1 }), '/x': { name: 7 }, '/y': info('/y', { cpu: 3 }) };
    const decoded = decodeContainers(Buffer.from(JSON.stringify(body)), 'a', late);
    assert.ok(decoded.ok);
    assert.deepEqual(
      decoded.samples.map(({ cpu }) => cpu?.usageCoreNanoSeconds),
      [undefined, 3],
    );
    const paths = new Set(decoded.invalid.map(({ path }) => path));
    assert.deepEqual([...paths].sort(), ['/.stats.0.cpu.usage.total', '/x.name']);
  });
});

interface Cgroup {
  readonly labels?: Record<string, string>;
  readonly aliases?: readonly string[];
  readonly cpu?: number;
  readonly start?: number;
}

function mapped(cgroups: Record<string, Cgroup>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(cgroups).map(([name, cgroup]) => [name, info(name, cgroup)]));
}

function info(name: string, { labels, aliases, cpu, start = 0 }: Cgroup): unknown {
  return {
    name,
    aliases,
    spec: { labels, creation_time: `2026-01-01T00:00:0${start}Z` },
    stats: cpu === undefined ? [] : [{ timestamp: '2026-01-01T00:01:00Z', cpu: { usage: { total: cpu } } }],
  };
}

function decode(body: string): readonly Sample[] {
  const decoded = decodeContainers(Buffer.from(body), 'node-a', late);
  assert.ok(decoded.ok, decoded.ok ? '' : decoded.detail);
  assert.deepEqual(decoded.invalid, []);
  return decoded.samples;
}

function leaves(value: Json, path: string[]): [string[], string][] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** The sample of a cgroup; a sandbox's network is its pod's, and its other numbers are in the pod's cgroup. */
function sampleFor(samples: readonly Sample[], { name, spec }: Info): Sample[] {
  const labels = (spec['labels'] ?? {}) as Record<string, string>;
  const pod = labels['io.kubernetes.pod.name'];
  const container = labels['io.kubernetes.container.name'];
  if (name === '/') return samples.filter(({ kind }) => kind === 'node');
  if (container !== undefined) return samples.filter((one) => one.pod === pod && one.container === container);
  const uid = /pod([0-9a-f-]{36})/.exec(typeof name === 'string' ? name : '')?.[1];
  if (uid !== undefined) {
    const own = samples.filter((one) => one.kind === 'pod' && one.podUid === uid);
    return pod === undefined ? own : own.map((one) => ({ ...one, anything: true }) as Sample);
  }
  return samples.filter((one) => one.kind === 'systemContainer' && `/${one.container ?? ''}` === name);
}

const names: Record<string, string> = {
  'cpu.usage.total': 'usageCoreNanoSeconds',
  'cpu.load_average': 'loadMilli',
  'memory.usage': 'usageBytes',
  'memory.cache': 'cacheBytes',
  'memory.rss': 'rssBytes',
  'memory.swap': 'usageBytes',
  'memory.working_set': 'workingSetBytes',
  'memory.container_data.pgfault': 'pageFaults',
  'memory.container_data.pgmajfault': 'majorPageFaults',
  'processes.process_count': 'count',
  timestamp: 'timeMs',
};

function holds(sample: Sample, path: string, value: string): boolean {
  if ('anything' in sample && !path.startsWith('network')) return true;
  const field = path
    .replace(/^network\.interfaces\.\d+\./, '')
    .replace(/^filesystem\.\d+\./, '')
    .replace(/^rx_bytes$/, 'rxBytes')
    .replace(/^tx_bytes$/, 'txBytes')
    .replace(/^rx_errors$/, 'rxErrors')
    .replace(/^tx_errors$/, 'txErrors')
    .replace(/^capacity$/, 'capacityBytes')
    .replace(/^available$/, 'availableBytes')
    .replace(/^usage$/, 'usedBytes')
    .replace(/^inodes_free$/, 'inodesFree');
  const wanted = path === 'timestamp' ? String(Date.parse(value)) : value;
  const name = names[path] ?? field;
  return leaves(sample as unknown as Json, []).some(([at, found]) => at.at(-1) === name && found === wanted);
}
