import { type DestinationStream, pino } from 'pino';
import { runFigures } from './run-figures.ts';
import { rejectionRemedy } from './rejection-remedy.ts';
import type { Reporter } from './reporter.ts';

/** One JSON line for each event, for log collectors. */
export function jsonReporter(level: string, destination: DestinationStream): Reporter {
  const log = pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    note: (message, facts) => log.info({ event: 'note', ...facts }, message),
    warn: (message, facts) => log.warn({ event: 'warning', ...facts }, message),
    started: (nodes) => log.info({ event: 'started', nodes }, `scraping ${nodes} nodes`),
    nodeDone: ({
      node,
      url,
      durationMs,
      failure,
      source,
      points,
      bodyBytes,
      refusedValues,
      firstRefusal,
    }) => {
      const facts = { node: node.name, url, durationMs };
      if (failure) {
        const { cause, remedy, sentence } = failure;
        log.warn({ event: 'node_failed', ...facts, isReady: node.isReady, cause, remedy }, sentence);
      } else
        log.debug({ event: 'node_done', ...facts, source, points, bodyBytes }, `node ${node.name} answered`);
      if (refusedValues > 0)
        log.warn(
          { event: 'values_refused', node: node.name, refusedValues, firstRefusal },
          `node ${node.name}: ${refusedValues} values were left out, the rest is good`,
        );
    },
    finished: (run, exitCode) => {
      for (const { line, reason } of run.write.rejections)
        log.warn(
          { event: 'line_refused', line: line.slice(0, 500), reason, remedy: rejectionRemedy(reason) },
          'InfluxDB refused a line',
        );
      const level = exitCode === 0 ? 'info' : 'error';
      log[level]({ event: 'finished', exitCode, ...runFigures(run) }, exitCode === 0 ? 'done' : 'failed');
    },
    failed: (message, remedy, code) => log.error({ event: 'failed', code, remedy }, message),
  };
}
