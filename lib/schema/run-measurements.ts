import type { Lines } from '../model/lines.ts';
import type { NodeReport, RunReport } from '../model/run.ts';
import { lineEncoder } from './encoder.ts';
import type { Field, Measurement } from './measurement.ts';
import { newLineBuffer, written } from './line-buffer.ts';

/** The run's own measurements, in every schema. */
export const heaplineNode: Measurement<RunReport, NodeReport> = {
  name: 'heapline_node',
  help: 'What came of asking a node’s kubelet.',
  items: (run) => run.nodes,
  timeMs: (_, run) => run.startMs,
  timeHelp: 'the start of the run',
  tags: [{ name: 'node', help: 'name of the node', of: ({ node }) => node.name }],
  fields: [
    integer('up', '', '1 if the kubelet answered with numbers, else 0', ({ failure }) => (failure ? 0 : 1)),
    string('cause', 'why it did not; absent when up', ({ failure }) => failure?.cause),
    string('source', 'endpoint that answered', ({ source }) => source),
    integer('duration_ms', 'ms', 'from dialling to the end of the answer', ({ durationMs }) => durationMs),
    integer('body_bytes', 'bytes', 'size of the answer', ({ bodyBytes }) => bodyBytes),
    integer('points', 'points', 'lines made of the answer', ({ points }) => points),
    integer('pods', 'pods', 'pods in the answer', ({ pods }) => pods),
    integer(
      'newest_sample_age_ms',
      'ms',
      'age of the newest sample; it grows when a kubelet stands still',
      ({ newestSampleAgeMs }) => newestSampleAgeMs,
    ),
    integer(
      'refused_values',
      'values',
      'values that were no numbers of their kind',
      (item) => item.refusedValues,
    ),
  ],
};

export const heaplineRun: Measurement<
  RunReport & { readonly exitCode: number },
  RunReport & { readonly exitCode: number }
> = {
  name: 'heapline_run',
  help: 'The run as a whole, without what it cost to write this line.',
  items: (run) => [run],
  timeMs: (run) => run.startMs,
  timeHelp: 'the start of the run',
  tags: [
    {
      name: 'shard',
      help: 'with SHARD, which part of the nodes it is of, as `0/4`',
      of: ({ shard }) => shard,
    },
  ],
  fields: [
    integer('nodes', 'nodes', 'selected nodes', ({ nodes }) => nodes.length),
    integer('nodes_ready', 'nodes', 'those that are Ready', ({ nodes }) => count(nodes, isReady)),
    integer('nodes_up', 'nodes', 'those that answered', ({ nodes }) => count(nodes, isUp)),
    integer('nodes_failed', 'nodes', 'those that did not', ({ nodes }) => nodes.length - count(nodes, isUp)),
    integer('pods', 'pods', 'pods in the answers', ({ nodes }) => sum(nodes, ({ pods }) => pods)),
    integer('body_bytes', 'bytes', 'size of the answers', ({ nodes }) =>
      sum(nodes, (node) => node.bodyBytes),
    ),
    integer('points_written', 'points', 'lines that the database took', ({ write }) => write.written),
    integer('points_refused', 'points', 'lines that it refused', ({ write }) => write.rejected),
    integer('points_lost', 'points', 'lines that were given up', ({ write }) => write.lost),
    integer('values', 'values', 'field values in the lines', ({ values }) => values),
    integer(
      'values_unwritable',
      'values',
      'values too large for the database',
      ({ unwritable }) => unwritable,
    ),
    integer('write_requests', 'requests', 'requests to the database', ({ write }) => write.requests),
    integer('write_retries', 'requests', 'those that were sent again', ({ write }) => write.retries),
    integer('duration_ms', 'ms', 'length of the run', ({ durationMs }) => durationMs),
    {
      type: 'float',
      name: 'cpu_seconds',
      unit: 's',
      help: 'CPU time of the process',
      of: ({ cpuSeconds }) => cpuSeconds,
    },
    integer('peak_rss_bytes', 'bytes', 'its largest resident set', ({ peakRssBytes }) => peakRssBytes),
    integer('exit_code', '', 'what the process answers with', ({ exitCode }) => exitCode),
  ],
};

/** The lines of `heapline_node` and `heapline_run`. */
export function runLines(run: RunReport, exitCode: number): Lines {
  const buffer = newLineBuffer();
  return written(buffer, () => {
    lineEncoder(heaplineNode, new Set(), run.clusterName)(run, run.startMs, buffer);
    lineEncoder(heaplineRun, new Set(), run.clusterName)({ ...run, exitCode }, run.startMs, buffer);
  });
}

function integer<Item>(
  name: string,
  unit: string,
  help: string,
  of: (item: Item) => number | undefined,
): Field<unknown, Item> {
  return { type: 'integer', name, unit, help, of };
}

function string<Item>(
  name: string,
  help: string,
  of: (item: Item) => string | undefined,
): Field<unknown, Item> {
  return { type: 'string', name, unit: '', help, of };
}

const isUp = ({ failure }: NodeReport) => failure === undefined;
const isReady = ({ node }: NodeReport) => node.isReady;

function count(nodes: readonly NodeReport[], holds: (node: NodeReport) => boolean): number {
  return nodes.filter(holds).length;
}

function sum(nodes: readonly NodeReport[], of: (node: NodeReport) => number | undefined): number {
  return nodes.reduce((total, node) => total + (of(node) ?? 0), 0);
}
