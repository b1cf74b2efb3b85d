import pLimit from 'p-limit';
import type { ReadingConfig } from '../config/reading-settings.ts';
import type { Host } from '../model/host.ts';
import { queryPath } from '../influx/destination.ts';
import { eachTable, type Table } from '../influx/influxql-query.ts';
import type { Recent, SetType } from '../model/stored-points.ts';
import type { Reporter } from '../report/reporter.ts';
import { recentQuestion, recentReader, shapeOf } from '../schema/read-back/recent-points.ts';
import { addHistory, type Histories, historyQuestion, type Span } from '../schema/read-back/history.ts';
import type { History, HistoryOf } from '../schema/read-back/layout.ts';
import { type RecentVolume, volumesOf, volumesQuestion } from '../schema/read-back/recent-volumes.ts';
import { openInflux } from './influx.ts';

/** The way back: what stands in the database, whatever the names under which it was written. */
export interface Reading {
  /** The two newest looks at every node since `fromMs`. @throws AppError where the database does not answer */
  readonly nodes: (fromMs: number, signal: AbortSignal) => Promise<Recent[]>;
  /**
   * The two newest looks at every container, the nodes by and by: what `make` makes of the containers of some is kept.
   *
   * @param nodes what `nodes` gave: their looks tell how far back to ask
   * @throws AppError where the database does not answer
   */
  readonly pods: <Made>(
    nodes: readonly Recent[],
    make: (recents: readonly Recent[]) => Made,
    signal: AbortSignal,
  ) => Promise<Made[]>;
  /** Volumes as they were seen last, since `fromMs`. @throws AppError */
  readonly volumes: (fromMs: number, signal: AbortSignal) => Promise<RecentVolume[]>;
  /** The numbers of objects over time, by `historyKey`. @throws AppError */
  readonly history: (of: HistoryOf, span: HistorySpan, signal: AbortSignal) => Promise<Histories>;
  readonly metricNames: (set: SetType) => readonly string[];
  /** What Heapster called `name`, of objects of one set over time; of what is not known nothing. @throws AppError */
  readonly metric: (
    set: SetType,
    name: string,
    objects: readonly (readonly string[])[],
    span: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
    signal: AbortSignal,
  ) => Promise<Histories>;
  readonly close: () => void;
}

type HistorySpan = Omit<Span, 'clusterName'>;

// What a question costs grows faster than the number of series in it.
const nodesOfOneQuestion = 100;
const objectsOfOneQuestion = 200;
const questionsAtOnce = 2;

/** Kubelets look at a container and at the whole node at different moments, this far apart at most. */
const mostApartMs = 60_000;

/** @throws AppError exit code 2 */
export function openReading(config: ReadingConfig, host: Host, reporter: Reporter): Reading {
  const influx = openInflux(config, host, reporter);
  if (!influx) throw new Error('INFLUX_URL is a rule of the configuration');
  const { transport, settings } = influx;
  const shape = shapeOf(config.schema);
  const path = queryPath(settings);
  const { clusterName, readTimeoutMs: timeoutMs } = config;

  const nodes: Reading['nodes'] = async (fromMs, signal) => {
    const reader = recentReader(shape, 'nodes');
    const question = recentQuestion(shape, 'nodes', { clusterName, fromMs });
    await eachTable(transport, path, question, { signal, timeoutMs }, reader.add);
    return reader.recents();
  };
  const pods: Reading['pods'] = async (all, make, outer) => {
    const signal = AbortSignal.any([outer, AbortSignal.timeout(timeoutMs)]);
    const limit = pLimit(questionsAtOnce);
    // Those that were looked at at about the same time together.
    const sorted = all.toSorted((one, other) => earliestMs(one) - earliestMs(other));
    const chunks = Array.from({ length: Math.ceil(sorted.length / nodesOfOneQuestion) }, (_, index) =>
      sorted.slice(index * nodesOfOneQuestion, (index + 1) * nodesOfOneQuestion),
    );
    return Promise.all(
      chunks.map((chunk) =>
        limit(async () => {
          const reader = recentReader(shape, 'pods');
          const fromMs = Math.min(...chunk.map(earliestMs)) - mostApartMs;
          const names = chunk.map(({ node }) => node);
          const question = recentQuestion(shape, 'pods', { clusterName, fromMs, nodes: names });
          await eachTable(transport, path, question, { signal, timeoutMs }, reader.add);
          return make(reader.recents());
        }),
      ),
    );
  };
  const volumes: Reading['volumes'] = async (fromMs, signal) => {
    const series: Table[] = [];
    const question = volumesQuestion(shape, { clusterName, fromMs });
    await eachTable(transport, path, question, { signal, timeoutMs }, (table) => series.push(table));
    return volumesOf(shape, series);
  };
  const historyOf = async (kept: History, span: HistorySpan, signal: AbortSignal) => {
    const histories: Histories = new Map();
    for (let from = 0; from < span.objects.length; from += objectsOfOneQuestion) {
      const objects = span.objects.slice(from, from + objectsOfOneQuestion);
      const question = historyQuestion(shape, kept, { ...span, clusterName, objects });
      await eachTable(transport, path, question, { signal, timeoutMs }, (table) =>
        addHistory(histories, kept, table),
      );
    }
    return histories;
  };
  const history: Reading['history'] = (of, span, signal) => historyOf(shape.histories[of], span, signal);
  const metric: Reading['metric'] = async (set, name, objects, span, signal) => {
    const kept = shape.metric(set, name);
    if (!kept) return new Map();
    // Sums over objects need numbers of one time.
    const isAsStored = shape.isOfMinute && span.stepMs <= 60_000;
    const stepMs = isAsStored ? undefined : span.stepMs;
    const toMs = stepMs === undefined ? span.toMs : Math.floor(span.toMs / stepMs) * stepMs - 1;
    return historyOf(kept, { ...span, toMs, stepMs, isFilled: true, objects }, signal);
  };
  return {
    nodes,
    pods,
    volumes,
    history,
    metricNames: shape.metricNames,
    metric,
    close: () => transport.close(),
  };
}

function earliestMs({ last, before }: Recent): number {
  return (before ?? last).pointMs;
}
