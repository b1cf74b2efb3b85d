import type { Count } from '../../count.ts';
import type { DiskIo, Sample } from '../../model.ts';
import { storedText } from '../line.ts';
import { measurementAndField, setTypes } from './metric.ts';
import { containerName } from './tags.ts';
import { quotedText } from '../influxql.ts';

/** A series of the database, as a query gives it: one row, of which `sample_ms` is one column. */
interface Series {
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Count | undefined>>;
}

/** The counters of one object as they stood at its last sample. */
interface PreviousSample {
  cpu?: { timeMs: number; usageCoreNanoSeconds?: Count | undefined } | undefined;
  memory?:
    { timeMs: number; pageFaults?: Count | undefined; majorPageFaults?: Count | undefined } | undefined;
  traffic?:
    | {
        timeMs: number;
        rxBytes: Count | undefined;
        rxErrors: Count | undefined;
        txBytes: Count | undefined;
        txErrors: Count | undefined;
      }
    | undefined;
  readonly diskIo: readonly DiskIo[];
}

type Growing = Omit<PreviousSample, 'diskIo'> & { readonly disks: Map<string, DiskIo> };

const counters = [
  'cpu/usage',
  'memory/page_faults',
  'memory/major_page_faults',
  'network/rx',
  'network/rx_errors',
  'network/tx',
  'network/tx_errors',
  'disk/io_read_bytes',
  'disk/io_write_bytes',
] as const;

type Counter = (typeof counters)[number];

/** Where each counter stands: a measurement of its own, or a field of one. */
const byName = Map.groupBy(
  counters.map((counter) => ({ counter, column: 'value' })),
  ({ counter }): string => counter,
);
const byMeasurement = Map.groupBy(
  counters.map((counter) => ({ counter, column: measurementAndField(counter).field })),
  ({ counter }) => measurementAndField(counter).measurement,
);

const objectTags = ['nodename', 'namespace_name', 'pod_name', 'container_name'];
const groupTags = ['type', ...objectTags, 'resource_id'];

/**
 * InfluxQL for the last counters of these nodes' objects before `beforeMs` and not before `fromMs`: the newest point of
 * each object, whatever else its tags say.
 */
export function previousQuery(options: {
  readonly clusterName: string;
  readonly nodes: readonly string[];
  readonly hasFields: boolean;
  readonly fromMs: number;
  readonly beforeMs: number;
}): string {
  const nodes = options.nodes.map((node) => `nodename = ${quotedText(node)}`).join(' OR ');
  const where =
    `time >= ${options.fromMs}ms AND time < ${options.beforeMs}ms AND cluster_name = ${quotedText(options.clusterName)}` +
    ` AND (${nodes}) GROUP BY ${groupTags.join(', ')}`;
  const newest = 'SELECT last("sample_ms") AS "sample_ms"';
  if (!options.hasFields) {
    const from = counters.map((counter) => `"${counter}"`).join(', ');
    return `${newest}, "value" FROM ${from} WHERE ${where}`;
  }
  return [...Map.groupBy(counters, (counter) => measurementAndField(counter).measurement)]
    .map(([measurement, of]) => {
      const fields = of.map((counter) => `"${measurementAndField(counter).field}"`).join(', ');
      return `${newest}, ${fields} FROM "${measurement}" WHERE ${where}`;
    })
    .join('; ');
}

/** The answer to `previousQuery`, by the key of the object. */
export function previousSamples(series: readonly Series[], hasFields: boolean): Map<string, PreviousSample> {
  const samples = new Map<string, Growing>();
  for (const { name, tags, values } of series) {
    const timeMs = values['sample_ms'] === undefined ? undefined : Number(values['sample_ms']);
    if (timeMs === undefined) continue;
    const key = keyOf(tags);
    let sample = samples.get(key);
    if (!sample) samples.set(key, (sample = { disks: new Map() }));
    for (const { counter, column } of (hasFields ? byMeasurement : byName).get(name) ?? []) {
      const count = wholeOf(values[column]);
      if (count === undefined) continue;
      put[counter](sample, timeMs, count, tags['resource_id'] ?? '');
    }
  }
  const found = new Map<string, PreviousSample>();
  for (const [key, { cpu, memory, traffic, disks }] of samples)
    found.set(key, { cpu, memory, traffic, diskIo: disks.size === 0 ? none : [...disks.values()] });
  return found;
}

const none: readonly DiskIo[] = [];

function keyOf(tags: Series['tags']): string {
  let key = tags['type'] ?? '';
  for (const tag of objectTags) key += `\n${tags[tag] ?? ''}`;
  return key;
}

/** The key under which `previousSamples` has a sample's object. */
export function previousKey(sample: Sample): string {
  const { kind, node, namespace = '', pod = '' } = sample;
  const names = `${storedText(node)}\n${storedText(namespace)}\n${storedText(pod)}`;
  return `${setTypes[kind]}\n${names}\n${storedText(containerName(sample) ?? '')}`;
}

type Put = (sample: Growing, timeMs: number, count: Count, device: string) => void;

const put: Readonly<Record<Counter, Put>> = {
  'cpu/usage': (sample, timeMs, count) => (sample.cpu = { timeMs, usageCoreNanoSeconds: count }),
  'memory/page_faults': faults('pageFaults'),
  'memory/major_page_faults': faults('majorPageFaults'),
  'network/rx': traffic('rxBytes'),
  'network/rx_errors': traffic('rxErrors'),
  'network/tx': traffic('txBytes'),
  'network/tx_errors': traffic('txErrors'),
  'disk/io_read_bytes': disk('readBytes'),
  'disk/io_write_bytes': disk('writtenBytes'),
};

function faults(name: 'pageFaults' | 'majorPageFaults'): Put {
  return (sample, timeMs, count) => {
    const memory = (sample.memory ??= { timeMs, pageFaults: undefined, majorPageFaults: undefined });
    memory.timeMs = timeMs;
    memory[name] = count;
  };
}

function disk(name: 'readBytes' | 'writtenBytes'): Put {
  return (sample, timeMs, count, device) => {
    const known = sample.disks.get(device) ?? { device, timeMs };
    sample.disks.set(device, { ...known, [name]: count });
  };
}

function traffic(name: 'rxBytes' | 'rxErrors' | 'txBytes' | 'txErrors'): Put {
  return (sample, timeMs, count) => {
    const traffic = (sample.traffic ??= {
      timeMs,
      rxBytes: undefined,
      rxErrors: undefined,
      txBytes: undefined,
      txErrors: undefined,
    });
    traffic.timeMs = timeMs;
    traffic[name] = count;
  };
}

/** What is no counter in the database, because somebody else wrote it, is none here. */
function wholeOf(value: Count | false | undefined): Count | undefined {
  if (typeof value === 'bigint') return value >= 0n ? value : undefined;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}
