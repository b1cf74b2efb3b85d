import type { ReadingConfig } from '../../config/reading-settings.ts';
import type { Host } from '../../model/host.ts';
import { type MeasuredObject, measuredNodes } from '../../transform/measured.ts';
import type { Reporter } from '../../report/reporter.ts';
import type { TopColumn, TopRow, TopValue } from './top-table.ts';
import { nameKeys, share, sortWords, topColumns, type TopKind } from './top-columns.ts';
import { historyKey } from '../../schema/read-back/history.ts';
import { freshNodes, freshPods } from '../../wiring/fresh-usage.ts';
import { openReader, type DatabaseReader } from '../../wiring/reader.ts';

/** What `heapline top` was asked to show. */
interface TopQuery {
  readonly kind: TopKind;
  /** One of `sortWords`, largest first; by name without one. */
  readonly sort: string | undefined;
  /** Rows that contain this text in a name. */
  readonly filter: string | undefined;
  readonly namespace: string | undefined;
  /** 0 for all. */
  readonly limit: number;
}

interface Top {
  readonly read: (query: TopQuery) => Promise<{
    readonly columns: readonly TopColumn[];
    readonly rows: readonly TopRow[];
    readonly left: number;
  }>;
  readonly close: () => void;
}

const hourMs = 3_600_000;
const stepMs = 120_000;

/** @throws AppError exit code 2 */
export function openTop(config: ReadingConfig, host: Host, reporter: Reporter): Top {
  const reading = openReader(config, host, reporter);
  const signal = host.interrupt;
  return {
    close: () => reading.close(),
    read: async (query) => {
      const { kind, limit } = query;
      const all = await rowsOf(kind, reading, config, host.now(), signal);
      const chosen = sorted(all.filter(isWanted(query)), kind, query.sort);
      const visible = limit === 0 ? chosen : chosen.slice(0, limit);
      const rows = await withHistory(kind, visible, reading, host.now(), signal);
      return { columns: topColumns[kind], rows, left: chosen.length - rows.length };
    },
  };
}

async function rowsOf(
  kind: TopKind,
  reading: DatabaseReader,
  config: Pick<ReadingConfig, 'maxAgeS'>,
  nowMs: number,
  signal: AbortSignal,
): Promise<TopRow[]> {
  if (kind === 'volumes')
    return (await reading.volumes(nowMs - config.maxAgeS * 1000, signal)).map((volume) => ({
      ...volume,
      claim: volume.claim ?? '',
      usedShare: share(volume.usedBytes, volume.capacityBytes),
    }));
  const nodes = await freshNodes(reading, config, nowMs, signal);
  if (kind === 'nodes')
    return measuredNodes(nodes).map((node) => ({ name: node.name, ...usageCells(kind, [node]) }));
  const pods = await freshPods(reading, config, nodes, nowMs, signal);
  if (kind === 'pods')
    return pods.map((pod) => ({ namespace: pod.namespace, name: pod.name, ...usageCells(kind, [pod]) }));
  const byNamespace = Map.groupBy(pods, ({ namespace = '' }) => namespace);
  return [...byNamespace].map(([name, members]) => ({
    name,
    pods: members.length,
    ...usageCells(kind, members),
  }));
}

function usageCells(kind: TopKind, objects: readonly MeasuredObject[]): TopRow {
  const usages = objects.flatMap(({ parts }) => parts.map(({ usage }) => usage));
  return Object.fromEntries(
    topColumns[kind].flatMap((column) => ('of' in column ? [[column.key, column.of(usages)]] : [])),
  );
}

function isWanted({ kind, filter, namespace: wanted }: TopQuery): (row: TopRow) => boolean {
  const ofNamespace = kind === 'namespaces' ? 'name' : 'namespace';
  return (row) =>
    (wanted === undefined || row[ofNamespace] === wanted) &&
    (filter === undefined ||
      Object.values(row).some((value) => typeof value === 'string' && value.includes(filter)));
}

function sorted(rows: readonly TopRow[], kind: TopKind, wanted: string | undefined): TopRow[] {
  const byName = rows.toSorted(
    (one, other) =>
      nameKeys[kind]
        .map((key) => String(one[key]).localeCompare(String(other[key]), 'en', { numeric: true }))
        .find(Boolean) ?? 0,
  );
  const key = sortWords[wanted ?? ''];
  if (key === undefined) return byName;
  return byName.toSorted((one, other) => numberOf(other[key]) - numberOf(one[key]));
}

function numberOf(value: TopValue): number {
  return typeof value === 'number' ? value : -1;
}

async function withHistory(
  kind: TopKind,
  rows: readonly TopRow[],
  reading: DatabaseReader,
  nowMs: number,
  signal: AbortSignal,
): Promise<TopRow[]> {
  const objects = rows.map((row) => nameKeys[kind].map((key) => String(row[key])));
  const toMs = Math.floor(nowMs / stepMs) * stepMs;
  const histories = await reading.history(
    kind,
    { fromMs: toMs - hourMs, toMs: nowMs, stepMs, objects },
    signal,
  );
  const steps = Array.from({ length: hourMs / stepMs }, (_, index) => toMs - hourMs + (index + 1) * stepMs);
  return rows.map((row, index) => {
    const history = histories.get(historyKey(objects[index] ?? []));
    return { ...row, lastHour: steps.map((step) => history?.get(step)) };
  });
}
