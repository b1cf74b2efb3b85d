import type { Writable } from 'node:stream';
import { SingleBar } from 'cli-progress';
import { causes } from '../errors/causes.ts';
import { influxRemedy } from '../errors/influx-remedies.ts';
import { oneLine } from '../util/one-line.ts';
import type { NodeReport, RunReport } from '../model/run.ts';
import { rejectionRemedy } from './rejection-remedy.ts';
import type { Reporter } from './reporter.ts';
import { nodeTable } from './node-table.ts';

/**
 * For people: a progress bar on a terminal, then a table, the failures with remedies, and a closing line.
 *
 * @param hasBar false where something else is written to the same terminal
 */
export function textReporter(
  output: Writable & { readonly isTTY?: boolean },
  level: string,
  hasBar = true,
): Reporter {
  const isQuiet = level === 'error' || level === 'silent';
  const say = (text: string) => {
    if (!isQuiet) output.write(`${text}\n`);
  };
  const bar = hasBar && output.isTTY && !isQuiet ? progressBar(output) : undefined;
  return {
    note: (message) => {
      if (level !== 'warn') say(message);
    },
    warn: (message) => say(`Warning: ${message}`),
    started: (nodes) => bar?.start(nodes, 0),
    nodeDone: () => bar?.increment(),
    finished: (run, exitCode) => {
      bar?.stop();
      say(nodeTable(run.nodes));
      sayFailures(run.nodes, say);
      sayRejections(run, say);
      saySources(run.nodes, say);
      say(closingLine(run, exitCode));
    },
    failed: (message, remedy) => {
      bar?.stop();
      if (level !== 'silent') output.write(`${message}\n${remedy}\n`);
    },
  };
}

function progressBar(output: Writable): SingleBar {
  return new SingleBar({
    stream: output,
    format: '{bar} {value}/{total} nodes, {duration_formatted}',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
  });
}

const maxShownPerKind = 3;

/** Groups failures of one kind, with one remedy: a thousand nodes can fail for one reason. */
function sayFailures(nodes: readonly NodeReport[], say: (text: string) => void): void {
  const kinds = Map.groupBy(
    nodes.flatMap(({ node, failure }) => (failure ? [{ node, ...failure }] : [])),
    ({ cause, remedy }) => `${cause} ${remedy}`,
  );
  for (const failures of kinds.values()) {
    for (const { node, cause, sentence } of failures.slice(0, maxShownPerKind))
      say(`${sentence} [${cause}${node.isReady ? '' : ', the node is not Ready'}]`);
    const others = failures.slice(maxShownPerKind).map(({ node }) => node.name);
    if (others.length > 0)
      say(
        `… and ${others.length} more nodes in the same way: ${others.slice(0, 20).join(', ')}${others.length > 20 ? ', …' : ''}`,
      );
    say(`  ${failures[0]?.remedy ?? ''}`);
  }
  for (const { node, refusedValues, firstRefusal } of nodes)
    if (refusedValues > 0)
      say(
        `Node ${node.name}: ${refusedValues} values were left out, the rest is good. First: ${firstRefusal ?? ''}`,
      );
}

function sayRejections({ write }: RunReport, say: (text: string) => void): void {
  if (write.rejected > 0) say(`InfluxDB refused ${write.rejected} points:`);
  for (const { line, reason } of write.rejections)
    say(`  ${reason}${line === '' ? '' : `: ${oneLine(line)}`}`);
  for (const remedy of new Set(write.rejections.map(({ reason }) => rejectionRemedy(reason))))
    if (remedy !== undefined) say(`  ${remedy}`);
  const { lost, loss } = write;
  if (lost > 0) say(`${lost} points were lost${loss ? `: ${causes[loss.cause].what}: ${loss.detail}` : ''}`);
  if (loss) say(`  ${influxRemedy(loss.cause, loss.detail, 'database or bucket')}`);
}

/** The endpoints that answered, unless all are summaries. */
function saySources(nodes: readonly NodeReport[], say: (text: string) => void): void {
  const answered = nodes.flatMap(({ source }) => (source === undefined ? [] : [source]));
  const counts = Object.entries(Object.groupBy(answered, (source) => source));
  if (counts.every(([source]) => source === 'summary')) return;
  say(
    `Read from: ${counts.map(([source, all]) => `${source} (${all.length} ${all.length === 1 ? 'node' : 'nodes'})`).join(', ')}.`,
  );
}

function closingLine(run: RunReport, exitCode: number): string {
  const { nodes, write, values, durationMs, cpuSeconds, peakRssBytes, endedEarly } = run;
  const up = nodes.filter(({ failure }) => failure === undefined).length;
  const notReady = nodes.filter(({ node }) => !node.isReady).length;
  const pods = nodes.reduce((total, node) => total + (node.pods ?? 0), 0);
  return [
    `${up} of ${nodes.length} nodes${notReady > 0 ? ` (${notReady} not Ready)` : ''}, ${pods} pods, `,
    `${write.written} points written (${values} values), ${(durationMs / 1000).toFixed(1)} s, `,
    `${cpuSeconds.toFixed(2)} CPU seconds, ${Math.round(peakRssBytes / 2 ** 20)} MiB`,
    endedEarly === undefined ? '' : `, ended early: ${endedEarly}`,
    exitCode === 0 ? '' : `, exit code ${exitCode}`,
  ].join('');
}
