import type { Count } from '../../util/count.ts';
import type { DiskIo, Sample } from '../../model/sample.ts';
import { storedText } from '../line-encoder.ts';
import { measurementAndField, setTypes } from './heapster-metric.ts';
import { containerName } from './heapster-tags.ts';
import { quotedText } from '../influxql.ts';

/** Rows of a query, with tags among the columns. */
interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

/** The counters of an object at its last sample. */
interface PreviousSample {
  cpu?: { timeMs: number; usageCoreNanoSeconds?: Count | undefined };
  memory?: { timeMs: number; pageFaults?: Count | undefined; majorPageFaults?: Count | undefined };
  traffic?: {
    timeMs: number;
    rxBytes: Count | undefined;
    rxErrors: Count | undefined;
    txBytes: Count | undefined;
    txErrors: Count | undefined;
  };
  diskIo: readonly DiskIo[];
}

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

/** The measurement or field of each counter. */
const byName = Map.groupBy(
  counters.map((counter) => ({ counter, column: 'value' })),
  ({ counter }): string => counter,
);
const byMeasurement = Map.groupBy(
  counters.map((counter) => ({ counter, column: measurementAndField(counter).field })),
  ({ counter }) => measurementAndField(counter).measurement,
);

const objectTags = ['type', 'nodename', 'namespace_name', 'pod_name', 'container_name'];
const groupTags = [...objectTags, 'resource_id'].join(', ');

/**
 * InfluxQL for the last counters of these nodes' objects before `beforeMs` and not before `fromMs`: the
 * newest point of each object. A subquery returns tags as columns: a series for each counter is three times
 * as long.
 *
 * @see https://docs.influxdata.com/influxdb/v1/query_language/explore-data/#subqueries
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
    ` AND (${nodes}) GROUP BY ${groupTags}`;
  const newestOf = (fields: string, from: string) =>
    `SELECT "sample_ms", ${fields}, ${groupTags} FROM (SELECT last("sample_ms") AS "sample_ms", ${fields} FROM ${from} WHERE ${where})`;
  if (!options.hasFields) return newestOf('"value"', counters.map((counter) => `"${counter}"`).join(', '));
  return [...byMeasurement]
    .map(([measurement, of]) =>
      newestOf(of.map(({ column }) => `"${column}"`).join(', '), `"${measurement}"`),
    )
    .join('; ');
}

/** Parses the answer to `previousQuery`; by `previousKey`. */
export function previousSamples(tables: readonly Table[], hasFields: boolean): Map<string, PreviousSample> {
  const samples = new Map<string, PreviousSample>();
  for (const { name, columns, values } of tables) {
    const timeAt = columns.indexOf('sample_ms');
    const deviceAt = columns.indexOf('resource_id');
    const namesAt = objectTags.map((tag) => columns.indexOf(tag));
    const taken = ((hasFields ? byMeasurement : byName).get(name) ?? []).map(({ counter, column }) => ({
      put: put[counter],
      at: columns.indexOf(column),
    }));
    for (const cells of values) {
      const timeMs = cells[timeAt];
      if (typeof timeMs !== 'number') continue;
      const key = keyOf(cells, namesAt);
      let sample = samples.get(key);
      if (!sample) samples.set(key, (sample = { diskIo: none }));
      for (const { put, at } of taken) {
        const count = wholeOf(cells[at]);
        if (count !== undefined) put(sample, timeMs, count, textOf(cells[deviceAt]));
      }
    }
  }
  return samples;
}

const none: readonly DiskIo[] = [];

function keyOf(cells: readonly unknown[], namesAt: readonly number[]): string {
  let key = '';
  for (const at of namesAt) key += `${textOf(cells[at])}\n`;
  return key;
}

function textOf(cell: unknown): string {
  return typeof cell === 'string' ? cell : '';
}

/** The key of a sample's object in `previousSamples`. */
export function previousKey(sample: Sample): string {
  const { kind, node, namespace = '', pod = '' } = sample;
  const names = `${storedText(node)}\n${storedText(namespace)}\n${storedText(pod)}`;
  return `${setTypes[kind]}\n${names}\n${storedText(containerName(sample) ?? '')}\n`;
}

type Put = (sample: PreviousSample, timeMs: number, count: Count, device: string) => void;

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
    const known = sample.diskIo.find((one) => one.device === device) ?? { device, timeMs };
    const others = sample.diskIo.filter((one) => one.device !== device);
    sample.diskIo = [...others, { ...known, [name]: count }];
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

/** Another writer may have stored something else under this name. */
function wholeOf(value: unknown): Count | undefined {
  if (typeof value === 'bigint') return value >= 0n ? value : undefined;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}
