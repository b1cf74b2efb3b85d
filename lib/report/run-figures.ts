import { influxRemedy } from '../errors/influx-remedies.ts';
import type { RunReport } from '../model/run.ts';

/** The figures of a run, for the JSON log and the HTTP report. */
export function runFigures({
  nodes,
  values,
  unwritable,
  write,
  durationMs,
  cpuSeconds,
  peakRssBytes,
  v8Record,
  endedEarly,
}: RunReport) {
  const { written, rejected, lost, loss, requests, retries } = write;
  const failed = nodes.filter(({ failure }) => failure !== undefined).length;
  return {
    nodes: nodes.length,
    nodesUp: nodes.length - failed,
    nodesFailed: failed,
    nodesNotReady: nodes.filter(({ node }) => !node.isReady).length,
    points: written,
    pointsRefused: rejected,
    pointsLost: lost,
    lossCause: loss?.cause,
    lossReason: loss?.detail,
    lossRemedy: loss && influxRemedy(loss.cause, loss.detail, 'database or bucket'),
    values,
    valuesUnwritable: unwritable,
    requests,
    retries,
    durationMs,
    cpuSeconds,
    peakRssBytes,
    v8Record,
    endedEarly,
  };
}
