import { configurationError } from '../errors/app-error.ts';
import { readSecret } from '../http/secret-file.ts';
import { isHeaderValue } from '../http/headers.ts';

/** The settings of the InfluxDB to write to. */
export interface InfluxSettings {
  readonly influxUrl: string;
  readonly influxDatabase: string | undefined;
  readonly influxUsername: string | undefined;
  readonly influxPassword: string | undefined;
  readonly influxPasswordFile: string | undefined;
  readonly influxRetentionPolicy: string | undefined;
  readonly influxBucket: string | undefined;
  readonly influxOrg: string | undefined;
  readonly influxToken: string | undefined;
  readonly influxTokenFile: string | undefined;
}

const defaultDatabase = 'k8s';

export function databaseOf({ influxDatabase }: Pick<InfluxSettings, 'influxDatabase'>): string {
  return influxDatabase ?? defaultDatabase;
}

/** The database or bucket, for messages. */
export function destinationName({ influxDatabase, influxBucket }: InfluxSettings): string {
  return influxBucket === undefined
    ? `database "${influxDatabase ?? defaultDatabase}"`
    : `bucket "${influxBucket}"`;
}

/**
 * The write path below INFLUX_URL: `/write` for InfluxDB 1.x, `/api/v2/write` for a bucket.
 * @see https://docs.influxdata.com/influxdb/v1/tools/api/#write-http-endpoint
 * @see https://docs.influxdata.com/influxdb/v2/api/v2/#operation/PostWrite
 */
export function writePath(settings: InfluxSettings): string {
  const { influxDatabase = defaultDatabase, influxRetentionPolicy, influxBucket, influxOrg } = settings;
  const query = new URLSearchParams(
    influxBucket === undefined
      ? { db: influxDatabase, ...(influxRetentionPolicy === undefined ? {} : { rp: influxRetentionPolicy }) }
      : { ...(influxOrg === undefined ? {} : { org: influxOrg }), bucket: influxBucket },
  );
  query.set('precision', 'ms');
  return `${influxBucket === undefined ? '/write' : '/api/v2/write'}?${query.toString()}`;
}

/**
 * The InfluxQL query path; in 2.x a DBRP mapping with the bucket's name answers it.
 * @see https://docs.influxdata.com/influxdb/v1/tools/api/#query-http-endpoint
 * @see https://docs.influxdata.com/influxdb/v2/reference/api/influxdb-1x/query/
 */
export function queryPath(settings: InfluxSettings): string {
  const { influxDatabase = defaultDatabase, influxRetentionPolicy, influxBucket } = settings;
  const query = new URLSearchParams({ db: influxBucket ?? influxDatabase, epoch: 'ms' });
  if (influxBucket === undefined && influxRetentionPolicy !== undefined)
    query.set('rp', influxRetentionPolicy);
  return `/query?${query.toString()}`;
}

/**
 * The Authorization header, if there are credentials. Secret files are read at every call, so that a rotated
 * secret is used.
 *
 * @throws AppError exit code 2 where a file cannot be read
 */
export function authorization(settings: InfluxSettings): string | undefined {
  const token = settings.influxToken ?? readSecret('INFLUX_TOKEN_FILE', settings.influxTokenFile);
  if (token !== undefined) return usable(`Token ${token}`);
  if (settings.influxUsername === undefined) return undefined;
  const password =
    settings.influxPassword ?? readSecret('INFLUX_PASSWORD_FILE', settings.influxPasswordFile) ?? '';
  return `Basic ${Buffer.from(`${settings.influxUsername}:${password}`).toString('base64')}`;
}

function usable(header: string): string {
  if (isHeaderValue(header)) return header;
  throw configurationError(
    'INFLUX_TOKEN holds a character that no HTTP header can carry.',
    'Check it for line breaks and quotes that came along when it was copied.',
  );
}
