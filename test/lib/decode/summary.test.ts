import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { decodeSummary } from '../../../lib/decode/summary.ts';
import type { Sample } from '../../../lib/model/sample.ts';

const fixture = (name: string) => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), 'utf8');
const late = Date.parse('2027-01-01');

/** Leaves that are left out on purpose, each with its reason. */
const leftOut: readonly { readonly path: RegExp; readonly reason: string }[] = [
  { path: /\.psi\.(some|full)\.total$/, reason: 'in µs or in ns, and the body does not say which' },
  { path: /\.(swap|io)\.time$/, reason: 'the numbers stand at the object’s CPU time' },
  { path: /^node\.rlimit\.time$/, reason: 'the numbers stand at the node’s CPU time' },
  { path: /\.time=1970-01-01T00:00:00Z$/, reason: '1970 is no time' },
  { path: /^node\.nodeName$/, reason: 'the API’s name is the tag; the pipeline compares the two' },
  { path: /\.pvcRef\.namespace$/, reason: 'a claim is in its pod’s namespace' },
];

describe('decodeSummary', () => {
  for (const name of [
    'stats_summary_1.20',
    'stats_summary_1.36',
    'stats_summary_only_1.20',
    'stats_summary_only_1.36',
  ])
    it(`${name}: every leaf is found in a sample, unit for unit, or left out on purpose`, () => {
      const body = fixture(`${name}.json`);
      const decoded = decode(body);
      const lost = leaves(parsed(body), [])
        .map(([path, value]) => ({
          path: path.join('.'),
          value,
          place: placeOf(path, parsed(body)),
        }))
        .filter(
          ({ path, value }) =>
            !leftOut.some((rule) => rule.path.test(path) || rule.path.test(`${path}=${value}`)),
        )
        .filter(({ path, value, place }) => !holds(decoded, place, path, value));
      assert.deepEqual(lost, []);
    });

  it('leaves out no more than ten kinds of leaves', () => assert.ok(leftOut.length <= 10));

  it('keeps a counter beyond 2^53 exact', () => {
    const [node] = decode(
      '{"node":{"nodeName":"a","cpu":{"time":"2026-01-01T00:00:00Z","usageCoreNanoSeconds":9007199254740993}}}',
    );
    assert.equal(node!.cpu?.usageCoreNanoSeconds, 9007199254740993n);
  });

  it('keeps a custom value of sixteen digits and more', () => {
    const metric = '{"name":"m","value":1234567890123456}';
    const container = `{"name":"c","userDefinedMetrics":[${metric}]}`;
    const pod = `{"podRef":{"name":"p","namespace":"n"},"containers":[${container}]}`;
    const samples = decode(`{"node":{"nodeName":"a"},"pods":[${pod}]}`);
    assert.equal(samples.at(-1)?.custom[0]?.value, 1234567890123456);
  });

  it('keeps absent what is absent or null: nothing becomes 0', () => {
    const [node, ...rest] = decode(
      '{"node":{"nodeName":"a","cpu":null,"memory":{"rssBytes":0}},"pods":null}',
    );
    assert.deepEqual(rest, []);
    assert.equal(node!.cpu, undefined);
    assert.equal(node!.memory?.rssBytes, 0);
    assert.equal(node!.memory.usageBytes, undefined);
    assert.equal(node!.swap, undefined);
  });

  it('takes 1970 and the far future for no time', () => {
    const times = ['1970-01-01T00:00:00Z', '2031-01-01T00:00:00Z', 'soon', '2026-01-01T00:00:00Z'];
    const found = times.map(
      (time) => decode(`{"node":{"nodeName":"a","fs":{"time":"${time}"}}}`)[0]?.filesystems[0]?.timeMs,
    );
    assert.deepEqual(found, [undefined, undefined, undefined, Date.parse('2026-01-01')]);
  });

  it('finds the object’s own interface where the kubelet names none', () => {
    const network = '{"name":"","interfaces":[{"name":"ens5","rxBytes":1},{"name":"cali1","rxBytes":2}]}';
    const [node] = decode(`{"node":{"nodeName":"a","network":${network}}}`);
    assert.deepEqual(
      node?.interfaces.map(({ name, isDefault }) => [name, isDefault]),
      [
        ['ens5', true],
        ['cali1', false],
      ],
    );
  });

  const interfacesFor = (names: readonly string[]) =>
    JSON.stringify(names.map((name) => ({ name, rxBytes: 1 })));
  const withHostPod = (node: readonly string[], pods: readonly (readonly string[])[]) =>
    `{"node":{"nodeName":"a","network":{"interfaces":${interfacesFor(node)}}},"pods":[${pods
      .map(
        (names, index) =>
          `{"podRef":{"name":"p${index}","namespace":"n"},"network":{"interfaces":${interfacesFor(names)}}}`,
      )
      .join(',')}]}`;

  it('knows a pod on the host’s network by interfaces that the node has, too', () => {
    const pods = [['ens5', 'cali1', 'tunl0'], ['eth0', 'tunl0'], ['eth0', 'docker0', 'veth1'], ['ens5']];
    const samples = decode(withHostPod(['ens5', 'cali1', 'tunl0', 'eth0', 'docker0'], pods)).slice(1);
    assert.deepEqual(
      samples.map(({ isHostNetwork }) => isHostNetwork),
      [true, false, false, true],
    );
  });

  describe('31 pods that repeat the node’s 1,650 interfaces', () => {
    const names = ['ens5', ...Array.from({ length: 1649 }, (_, index) => `cali${index}`)];
    const body = Buffer.from(withHostPod(names, Array<string[]>(31).fill(names)));

    it('cost nothing of the limit where they are not written', () => {
      const decoded = decodeSummary(body, 'a', late, { isOwnInterfacesOnly: true });
      assert.ok(decoded.ok);
      assert.deepEqual(decoded.invalid, []);
      assert.deepEqual(
        decoded.samples.map(({ interfaces }) => interfaces.map(({ name }) => name)),
        Array(32).fill(['ens5']),
      );
    });

    it('cost their own lists where they are: the node and all pods keep the rest', () => {
      const decoded = decodeSummary(body, 'a', late);
      assert.ok(decoded.ok);
      assert.equal(decoded.samples.length, 32);
      assert.equal(decoded.samples[0]!.interfaces.length, 1650);
      assert.deepEqual(
        decoded.samples.at(-1)!.interfaces.map(({ name }) => name),
        ['ens5'],
      );
      assert.equal(decoded.invalid[0]?.path, 'pods.29.network.interfaces');
      assert.match(decoded.invalid[0].reason, /at most 50000 list items .*MAX_BODY_ELEMENTS/);
    });
  });

  it('keeps a default interface that the list lacks', () => {
    const [node] = decode(
      '{"node":{"nodeName":"a","network":{"name":"eth0","rxBytes":7,"interfaces":[{"name":"lo"}]}}}',
    );
    assert.deepEqual(
      node?.interfaces.map(({ name, isDefault, rxBytes }) => [name, isDefault, rxBytes]),
      [
        ['eth0', true, 7],
        ['lo', false, undefined],
      ],
    );
  });

  it('costs a bad number that number, and a pod without a name that pod', () => {
    const body = `{"node":{"nodeName":"a","memory":{"usageBytes":-1,"rssBytes":"12","workingSetBytes":1e400,"pageFaults":3}},
      "pods":[{"podRef":{"namespace":"x"}},{"podRef":{"name":"p","namespace":"x"},"cpu":{"usageNanoCores":1.5}}]}`;
    const decoded = decodeSummary(Buffer.from(body), 'a', late);
    assert.ok(decoded.ok);
    assert.deepEqual(
      decoded.samples.map(({ kind, pod }) => [kind, pod]),
      [
        ['node', undefined],
        ['pod', 'p'],
      ],
    );
    assert.deepEqual(decoded.samples[0]?.memory?.pageFaults, 3);
    assert.deepEqual(decoded.invalid.map(({ path }) => path).sort(), [
      'node.memory.rssBytes',
      'node.memory.usageBytes',
      'node.memory.workingSetBytes',
      'pods.0.podRef.name',
      'pods.1.cpu.usageNanoCores',
    ]);
  });

  for (const [title, body, cause] of [
    ['a page of HTML', '<html></html>', 'not_json'],
    ['half a body', '{"node":{"nodeName":"a"', 'truncated'],
    ['another document', '{"kind":"Status"}', 'schema'],
    ['a list', '[]', 'schema'],
    ['a node without a name', '{"node":{}}', 'schema'],
  ] as const)
    it(`says ${cause} of ${title}`, () => {
      const decoded = decodeSummary(Buffer.from(body), 'a', late);
      assert.ok(!decoded.ok);
      assert.equal(decoded.cause, cause);
    });
});

function decode(body: string): readonly Sample[] {
  const decoded = decodeSummary(Buffer.from(body), 'node-a', late);
  assert.ok(decoded.ok);
  assert.deepEqual(decoded.invalid, []);
  return decoded.samples;
}

/** JSON with its numbers as they are spelled. */
function parsed(body: string): unknown {
  return JSON.parse(body, (_, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' ? (context?.source ?? value) : value,
  );
}

type Leaf = [path: string[], value: string];

function leaves(value: unknown, path: string[]): Leaf[] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** The sample that a leaf belongs to: whose pod, whose container. */
function placeOf(
  path: readonly string[],
  body: unknown,
): { pod: string | undefined; container: string | undefined } {
  const at = (keys: readonly string[]) =>
    keys.reduce<unknown>(
      (inner, key) => (inner as Record<string, unknown> | undefined)?.[key],
      body,
    ) as string;
  const pod = path[0] === 'pods' ? at(['pods', path[1] ?? '', 'podRef', 'name']) : undefined;
  const list = path.findIndex((key) => key === 'containers' || key === 'systemContainers');
  return { pod, container: list < 0 ? undefined : at([...path.slice(0, list + 2), 'name']) };
}

/** The value stands in that sample, in a place that is called as the leaf is. */
function holds(
  samples: readonly Sample[],
  { pod, container }: ReturnType<typeof placeOf>,
  path: string,
  value: string,
): boolean {
  const sample = samples.find((each) => each.pod === pod && each.container === container);
  const keys = path.split('.');
  const key = keys.at(-1) ?? '';
  const names: Record<string, string> = {
    time: 'timeMs',
    startTime: 'startTimeMs',
    uid: 'podUid',
    curproc: 'count',
    maxpid: 'max',
    process_count: 'count',
    avg10: 'avg10Percent',
    avg60: 'avg60Percent',
    avg300: 'avg300Percent',
    swapAvailableBytes: 'availableBytes',
    swapUsageBytes: 'usageBytes',
    namespace: 'namespace',
  };
  const wanted = key.endsWith('ime') ? String(Date.parse(value)) : value;
  const name = names[key] ?? key;
  return leaves(sample, []).some(([at, found]) => {
    const last = at.at(-1) ?? '';
    const isNamed = last === name || (key === 'name' && ['pod', 'container', 'claim'].includes(last));
    return isNamed && found === wanted;
  });
}
