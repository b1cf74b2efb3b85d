import { exitCodes } from '../errors.ts';
import { causes, type Failure } from '../failure/causes.ts';
import { influxRemedy } from '../failure/influx-remedies.ts';
import { failureOf } from '../failure/of-error.ts';
import { type InfluxSettings, destinationName, queryPath, writePath } from '../influx/destination.ts';
import { queryTables } from '../influx/query.ts';
import { secondsOf } from '../influx/setup/v1.ts';
import { durationText } from '../influx/setup/wish.ts';
import type { Answer, Transport } from '../influx/transport.ts';
import { verdictOf } from '../influx/verdict.ts';
import { AppError } from '../errors.ts';
import { clockSkew } from './clock-skew.ts';
import { type Finding, findingsOf } from './finding.ts';

interface InfluxProbe {
  readonly settings: InfluxSettings;
  readonly transport: Transport;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** A line that can be written again and again, and what reads its value back. */
  readonly probe: { readonly line: string; readonly question: string; readonly value: number };
}

/** InfluxDB, as far as it can be judged without knowing what is to be written. */
export async function checkInflux(probe: InfluxProbe): Promise<Finding[]> {
  const reached = await reach(probe);
  if (reached.some(({ status }) => status === 'failed')) return reached;
  const written = await write(probe);
  if (written.status === 'failed') return [...reached, written];
  return [...reached, written, await readBack(probe), await retention(probe)];
}

const timeoutMs = 10_000;
const mostAnswerBytes = 100_000;

async function reach({ settings, transport, signal, now }: InfluxProbe): Promise<Finding[]> {
  const url = settings.influxUrl;
  const { ok, failed } = findingsOf('InfluxDB', url);
  const question = { method: 'GET', path: '/ping', body: '', contentType: 'text/plain' } as const;
  let answer: Answer;
  try {
    answer = await transport.send({ ...question, mayGzip: false, mostAnswerBytes, timeoutMs }, signal);
  } catch (error) {
    if (error instanceof AppError)
      return [failed(error.message, { remedy: error.remedy, exitCode: error.exitCode })];
    return [unreached(failed, failureOf(error), settings)];
  }
  const { status, version } = answer;
  return [
    // What speaks InfluxDB's write API may have no /ping, or ask who pings: the write will show.
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
      Infinity,
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

/** Credentials, the database or bucket and the retention policy: the write is the judge of all of them. */
async function write({ settings, transport, signal, probe }: InfluxProbe): Promise<Finding> {
  const destination = destinationName(settings);
  const { ok, failed } = findingsOf('write', destination);
  const contentType = 'text/plain; charset=utf-8';
  try {
    const answer = await transport.send(
      {
        path: writePath(settings),
        body: probe.line,
        contentType,
        mayGzip: true,
        mostAnswerBytes,
        timeoutMs,
      },
      signal,
    );
    const verdict = verdictOf(answer, settings.influxUrl, destination);
    if (verdict.kind === 'written') return ok('a probe point was taken');
    if (verdict.kind === 'configuration') throw verdict.error;
    const words =
      verdict.kind === 'retry' ? verdict.failure.detail : verdict.kind === 'refused' ? verdict.words : '413';
    return failed(`the probe point was not taken: ${words}`, {
      remedy: 'Read InfluxDB’s log; its disk may be full.',
      exitCode: exitCodes.pointsLost,
    });
  } catch (error) {
    if (!(error instanceof AppError)) return unreached(failed, failureOf(error), settings);
    const { message, remedy, exitCode, code } = error;
    const cause = code.replace(/^influxdb_/, '');
    return failed(message, {
      remedy,
      exitCode,
      ...(cause in causes ? { cause: cause as keyof typeof causes } : {}),
    });
  }
}

/** Dashboards, `setup-influx` and the rates of Heapster's schemas ask in InfluxQL; in a bucket a mapping (DBRP) answers it. */
async function readBack({ settings, transport, signal, probe }: InfluxProbe): Promise<Finding> {
  const { ok, warning } = findingsOf('read', destinationName(settings));
  try {
    const tables = await queryTables(transport, queryPath(settings), probe.question, signal);
    const found = tables.some(({ values }) => values.some((cells) => cells.includes(probe.value)));
    return found
      ? ok('the probe point was read back')
      : warning(
          'the probe point was taken and is not there',
          'Look again in a minute: some databases take that long.',
        );
  } catch (error) {
    return unread(warning, error, settings);
  }
}

async function retention({ settings, transport, signal }: InfluxProbe): Promise<Finding> {
  const { ok, skipped } = findingsOf('retention', destinationName(settings));
  if (settings.influxBucket !== undefined) return skipped('a bucket’s own; `influx bucket list` shows it');
  const database = /"(.*)"/.exec(destinationName(settings))?.[1] ?? '';
  try {
    const question = `SHOW RETENTION POLICIES ON "${database.replaceAll('"', '\\"')}"`;
    const tables = await queryTables(transport, queryPath(settings), question, signal);
    const policies = tables
      .flatMap(({ values }) => values)
      .map((cells) => ({
        name: String(cells[0]),
        duration: String(cells[1]),
        isDefault: cells.at(-1) === true,
      }));
    const used = policies.find(({ name, isDefault }) =>
      settings.influxRetentionPolicy === undefined ? isDefault : name === settings.influxRetentionPolicy,
    );
    if (!used) return skipped('the database tells no policy');
    return ok(
      `points go to "${used.name}" and are kept ${used.duration === '0s' ? 'for ever; `npm run setup-influx` can change that' : `for ${durationText(secondsOf(used.duration))}`}`,
    );
  } catch {
    return skipped('the user may not see it');
  }
}

function unread(
  warning: ReturnType<typeof findingsOf>['warning'],
  error: unknown,
  { influxBucket }: InfluxSettings,
): Finding {
  const says = error instanceof AppError ? error.message : String(error);
  return warning(
    says,
    influxBucket === undefined
      ? 'Grant the user the right to read: dashboards, and the rates of Heapster’s schemas, need it.'
      : 'Make the mapping by which InfluxQL finds the bucket (DBRP): `npm run setup-influx`.',
  );
}
