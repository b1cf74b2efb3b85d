import { noLongPoints, type SetupConfig } from '../../config/setup-settings.ts';
import { AppError, errorChain, exitCodes } from '../../errors/app-error.ts';
import type { Host } from '../../model/host.ts';
import { authorization, databaseOf } from '../../influx/destination.ts';
import { queryTables } from '../../influx/influxql-query.ts';
import { readState } from '../../influx/setup/database-state.ts';
import { planV1, type State } from '../../influx/setup/plan-v1.ts';
import { planV2 } from '../../influx/setup/plan-v2.ts';
import type { Step, DatabaseSpec } from '../../influx/setup/database-spec.ts';
import { openClient } from '../../influx/management-client.ts';
import { oneLine } from '../../util/one-line.ts';
import type { Transport } from '../../influx/transport.ts';
import type { Reporter } from '../../report/reporter.ts';
import { downsampling } from '../../schema/downsampling.ts';
import { connectionOf, openInflux } from '../../wiring/influx.ts';

const timeoutMs = 30_000;

/**
 * The steps that bring a database or bucket to its wanted state.
 *
 * @throws AppError where the server does not answer
 */
export async function planSetup(
  config: SetupConfig,
  host: Pick<Host, 'environment' | 'now'>,
  reporter: Reporter,
): Promise<{ steps: Step[]; close: () => void }> {
  const spec: DatabaseSpec = {
    retentionS: config.influxRetention,
    long:
      config.influxLongRetention === noLongPoints
        ? undefined
        : { retentionS: config.influxLongRetention, everyS: config.influxLongInterval },
    schema: config.schema,
    downsampled: downsampling(config.schema),
  };
  const influx = openInflux(config, host, reporter);
  if (!influx) throw new Error('INFLUX_URL is a rule of the configuration');
  const { settings, transport } = influx;
  const { influxBucket, influxOrg } = config;
  if (influxBucket === undefined || influxOrg === undefined)
    return {
      steps: await stepsV1(config, transport, databaseOf(settings), spec),
      close: () => transport.close(),
    };
  transport.close();
  const token = authorization(settings);
  const { client, close } = openClient(
    connectionOf(config, settings.influxUrl, host.environment),
    token === undefined ? {} : { authorization: token },
  );
  // The client's own timeout is for idle connections only.
  const within = async <Done>(act: () => Promise<Done>): Promise<Done> => {
    const limit = AbortSignal.timeout(timeoutMs);
    limit.addEventListener('abort', close);
    try {
      return await act().catch(noV2(settings.influxUrl, limit));
    } finally {
      limit.removeEventListener('abort', close);
    }
  };
  const steps = await within(() => planV2(client, influxOrg, influxBucket, spec));
  return {
    steps: steps.map(({ run, ...step }) => ({ ...step, run: run && (() => within(run)) })),
    close,
  };
}

async function stepsV1(
  { influxRetentionPolicy }: SetupConfig,
  transport: Transport,
  database: string,
  spec: DatabaseSpec,
): Promise<Step[]> {
  const signal = AbortSignal.timeout(timeoutMs);
  const ask = (influxql: string) => queryTables(transport, '/query', influxql, signal);
  let state: State;
  try {
    state = await readState(transport, '/query', database, signal);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new Error('InfluxDB’s answer to SHOW was not understood', { cause: error });
  }
  return planV1(database, influxRetentionPolicy, spec, state, ask);
}

function noV2(url: string, limit: AbortSignal) {
  return (error: unknown): never => {
    if (error instanceof AppError) throw error;
    const message = limit.aborted
      ? `it took longer than ${timeoutMs / 1000} s`
      : (errorChain(error).at(-1)?.message ?? String(error));
    throw new AppError(`InfluxDB at ${url} could not be set up: ${oneLine(message)}.`, {
      code: 'influx_setup',
      remedy:
        'Check INFLUX_URL, and that INFLUX_TOKEN may make buckets, mappings and tasks. InfluxDB 3 has no such API: there a ' +
        'database is made by the first write.',
      exitCode: exitCodes.configuration,
      cause: error,
    });
  };
}
