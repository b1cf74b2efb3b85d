import pLimit from 'p-limit';
import type { ReadingConfig } from '../config/reading-settings.ts';
import type { Host } from '../model/host.ts';
import { queryPath } from '../influx/destination.ts';
import { eachTable, type Table } from '../influx/influxql-query.ts';
import type { RecentPoints, HeapsterType } from '../model/stored-points.ts';
import type { Reporter } from '../report/reporter.ts';
import { recentQuery, recentReader, layoutOf } from '../schema/read-back/recent-points.ts';
import { addHistory, type Histories, historyQuery, type Span } from '../schema/read-back/history.ts';
import type { History, HistoryOf } from '../schema/read-back/layout.ts';
import { type RecentVolume, volumesOf, volumesQuery } from '../schema/read-back/recent-volumes.ts';
import { openInflux } from './influx.ts';

/** Reads the database back, whatever schema it was written in. */
export interface DatabaseReader {
  /**
   * The two newest points of every node since `fromMs`. @throws AppError where the database does not answer
   */
  readonly nodes: (fromMs: number, signal: AbortSignal) => Promise<RecentPoints[]>;
  /**
   * The two newest points of every container, in groups of nodes: only what `make` returns is kept.
   *
   * @param nodes from `nodes`: their points tell how far back to query
   * @throws AppError where the database does not answer
   */
  readonly pods: <Made>(
    nodes: readonly RecentPoints[],
    make: (recents: readonly RecentPoints[]) => Made,
    signal: AbortSignal,
  ) => Promise<Made[]>;
  /** The newest space of volumes since `fromMs`. @throws AppError */
  readonly volumes: (fromMs: number, signal: AbortSignal) => Promise<RecentVolume[]>;
  /** Numbers of objects over time, by `historyKey`. @throws AppError */
  readonly history: (of: HistoryOf, span: HistorySpan, signal: AbortSignal) => Promise<Histories>;
  readonly metricNames: (set: HeapsterType) => readonly string[];
  /** Heapster's metric `name` of objects over time; empty where it is not known. @throws AppError */
  readonly metric: (
    set: HeapsterType,
    name: string,
    objects: readonly (readonly string[])[],
    span: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
    signal: AbortSignal,
  ) => Promise<Histories>;
  readonly close: () => void;
}

type HistorySpan = Omit<Span, 'clusterName'>;

// The cost of a query grows faster than its number of series.
const nodesPerQuery = 100;
const objectsPerQuery = 200;
const maxQueries = 2;

/** Maximum difference between a kubelet's sample times of a container and its node. */
const maxApartMs = 60_000;

/** @throws AppError exit code 2 */
export function openReader(config: ReadingConfig, host: Host, reporter: Reporter): DatabaseReader {
  const influx = openInflux(config, host, reporter);
  if (!influx) throw new Error('INFLUX_URL is a rule of the configuration');
  const { transport, settings } = influx;
  const layout = layoutOf(config.schema);
  const path = queryPath(settings);
  const { clusterName, readTimeoutMs: timeoutMs } = config;

  const nodes: DatabaseReader['nodes'] = async (fromMs, signal) => {
    const reader = recentReader(layout, 'nodes');
    const query = recentQuery(layout, 'nodes', { clusterName, fromMs });
    await eachTable(transport, path, query, { signal, timeoutMs }, reader.add);
    return reader.recents();
  };
  const pods: DatabaseReader['pods'] = async (all, make, outer) => {
    const signal = AbortSignal.any([outer, AbortSignal.timeout(timeoutMs)]);
    const limit = pLimit(maxQueries);
    // Nodes with similar times share a query.
    const sorted = all.toSorted((one, other) => earliestMs(one) - earliestMs(other));
    const chunks = Array.from({ length: Math.ceil(sorted.length / nodesPerQuery) }, (_, index) =>
      sorted.slice(index * nodesPerQuery, (index + 1) * nodesPerQuery),
    );
    return Promise.all(
      chunks.map((chunk) =>
        limit(async () => {
          const reader = recentReader(layout, 'pods');
          const fromMs = Math.min(...chunk.map(earliestMs)) - maxApartMs;
          const names = chunk.map(({ node }) => node);
          const query = recentQuery(layout, 'pods', { clusterName, fromMs, nodes: names });
          await eachTable(transport, path, query, { signal, timeoutMs }, reader.add);
          return make(reader.recents());
        }),
      ),
    );
  };
  const volumes: DatabaseReader['volumes'] = async (fromMs, signal) => {
    const series: Table[] = [];
    const query = volumesQuery(layout, { clusterName, fromMs });
    await eachTable(transport, path, query, { signal, timeoutMs }, (table) => series.push(table));
    return volumesOf(layout, series);
  };
  const historyOf = async (kept: History, span: HistorySpan, signal: AbortSignal) => {
    const histories: Histories = new Map();
    for (let from = 0; from < span.objects.length; from += objectsPerQuery) {
      const objects = span.objects.slice(from, from + objectsPerQuery);
      const query = historyQuery(layout, kept, { ...span, clusterName, objects });
      await eachTable(transport, path, query, { signal, timeoutMs }, (table) =>
        addHistory(histories, kept, table),
      );
    }
    return histories;
  };
  const history: DatabaseReader['history'] = (of, span, signal) =>
    historyOf(layout.histories[of], span, signal);
  const metric: DatabaseReader['metric'] = async (set, name, objects, span, signal) => {
    const kept = layout.metric(set, name);
    if (!kept) return new Map();
    // Sums over objects need aligned times.
    const isAsStored = layout.isOfMinute && span.stepMs <= 60_000;
    const stepMs = isAsStored ? undefined : span.stepMs;
    const toMs = stepMs === undefined ? span.toMs : Math.floor(span.toMs / stepMs) * stepMs - 1;
    return historyOf(kept, { ...span, toMs, stepMs, isFilled: true, objects }, signal);
  };
  return {
    nodes,
    pods,
    volumes,
    history,
    metricNames: layout.metricNames,
    metric,
    close: () => transport.close(),
  };
}

function earliestMs({ last, previous }: RecentPoints): number {
  return (previous ?? last).pointMs;
}
