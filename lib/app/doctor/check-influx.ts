import { AppError, exitCodes } from '../../errors/app-error.ts';
import { causes, type Failure } from '../../errors/causes.ts';
import { influxRemedy } from '../../errors/influx-remedies.ts';
import { failureOf } from '../../errors/failure-of-error.ts';
import { destinationName, type InfluxSettings, writePath } from '../../influx/destination.ts';
import type { Answer } from '../../influx/transport.ts';
import { writeVerdict } from '../../influx/write-verdict.ts';
import { clockSkew } from './clock-skew.ts';
import { type Finding, findingsOf } from './finding.ts';
import { type InfluxProbe, readBack, retention } from './check-influx-reads.ts';

/** Checks InfluxDB without knowing what will be written. */
export async function checkInflux(probe: InfluxProbe): Promise<Finding[]> {
  const reached = await reach(probe);
  if (reached.some(({ status }) => status === 'failed')) return reached;
  const written = await write(probe);
  if (written.status === 'failed') return [...reached, written];
  return [...reached, written, await readBack(probe), await retention(probe)];
}

const timeoutMs = 10_000;
const maxAnswerBytes = 100_000;

async function reach({ settings, transport, signal, now }: InfluxProbe): Promise<Finding[]> {
  const url = settings.influxUrl;
  const { ok, failed, failedBy } = findingsOf('InfluxDB', url);
  const question = { method: 'GET', path: '/ping', body: '', contentType: 'text/plain' } as const;
  let answer: Answer;
  try {
    answer = await transport.send({ ...question, maxAnswerBytes, timeoutMs }, signal);
  } catch (error) {
    return [error instanceof AppError ? failedBy(error) : unreached(failed, failureOf(error), settings)];
  }
  const { status, version } = answer;
  return [
    // A compatible server may have no /ping, or require credentials for it: the write shows more.
    ok(
      version === undefined
        ? `it answers (${status}), and does not say which version it is`
        : `it answers, version ${version}`,
    ),
    clockSkew(
      findingsOf('clock', url),
      answer.dateMs,
      now(),
      'its retention policies and continuous queries go by its clock',
    ),
  ];
}

function unreached(
  failed: ReturnType<typeof findingsOf>['failed'],
  { cause, detail }: Failure,
  settings: InfluxSettings,
): Finding {
  const isSettled = cause.startsWith('tls_') || cause === 'not_found';
  return failed(`${causes[cause].what}: ${detail}`, {
    cause,
    remedy: influxRemedy(cause, detail, destinationName(settings)),
    exitCode: isSettled ? exitCodes.configuration : exitCodes.pointsLost,
  });
}

/** The write tests credentials, database or bucket, and retention policy. */
async function write({ settings, transport, signal, probe }: InfluxProbe): Promise<Finding> {
  const destination = destinationName(settings);
  const { ok, failed, failedBy } = findingsOf('write', destination);
  const contentType = 'text/plain; charset=utf-8';
  try {
    const answer = await transport.send(
      {
        path: writePath(settings),
        body: probe.line,
        contentType,
        maxAnswerBytes,
        timeoutMs,
      },
      signal,
    );
    const verdict = writeVerdict(answer, settings.influxUrl, destination);
    if (verdict.kind === 'written') return ok('a probe point was taken');
    if (verdict.kind === 'configuration') throw verdict.error;
    const words =
      verdict.kind === 'retry' ? verdict.failure.detail : verdict.kind === 'rejected' ? verdict.words : '413';
    return failed(`the probe point was not taken: ${words}`, {
      remedy: 'Read InfluxDB’s log; its disk may be full.',
      exitCode: exitCodes.pointsLost,
    });
  } catch (error) {
    return error instanceof AppError ? failedBy(error) : unreached(failed, failureOf(error), settings);
  }
}
