import { choice, path, secret, serverUrl, text, wholeNumber } from './setting-kinds.ts';
import { optional, type Parsed, required, type Setting } from './setting.ts';

/** The InfluxDB settings of all commands. */
export const influxSettings = {
  influxUrl: {
    ...optional('INFLUX_URL', 'InfluxDB', serverUrl(), 'where InfluxDB is'),
    fallbackHelp: 'none: lines go to standard output',
  },
  influxDatabase: {
    ...optional('INFLUX_DATABASE', 'InfluxDB', text(), 'database (InfluxDB 1.x)'),
    fallbackHelp: 'k8s, where no bucket is given',
  },
  influxUsername: optional('INFLUX_USERNAME', 'InfluxDB', text(), 'user (1.x)'),
  influxPassword: {
    ...optional('INFLUX_PASSWORD', 'InfluxDB', secret(), 'password (1.x)'),
    isSecret: true as const,
  },
  influxRetentionPolicy: {
    ...optional('INFLUX_RETENTION_POLICY', 'InfluxDB', text(), 'retention policy (1.x)'),
    fallbackHelp: 'the database’s own',
  },
  influxBucket: optional('INFLUX_BUCKET', 'InfluxDB', text(), 'bucket (2.x, 3.x)'),
  influxOrg: optional('INFLUX_ORG', 'InfluxDB', text(), 'organisation (2.x)'),
  influxToken: {
    ...optional('INFLUX_TOKEN', 'InfluxDB', secret(), 'token (2.x, 3.x)'),
    isSecret: true as const,
  },
  influxCaFile: {
    ...optional('INFLUX_CA_FILE', 'InfluxDB', path(), 'authority that signs InfluxDB’s certificate'),
    fallbackHelp: 'the public ones',
  },
  influxClientCertFile: optional(
    'INFLUX_CLIENT_CERT_FILE',
    'InfluxDB',
    path(),
    'client certificate for InfluxDB',
  ),
  influxClientKeyFile: optional('INFLUX_CLIENT_KEY_FILE', 'InfluxDB', path(), 'its key'),
  influxTls: required(
    'INFLUX_TLS',
    'InfluxDB',
    choice('verify', 'insecure'),
    'verify',
    'verify InfluxDB’s certificate or (dangerous) not',
  ),
} satisfies Record<string, Setting<unknown>>;

export type InfluxConfig = Parsed<typeof influxSettings>;

/** How a scrape writes. */
export const influxWriteSettings = {
  influxBatchLines: required(
    'INFLUX_BATCH_LINES',
    'InfluxDB',
    wholeNumber(1, 100_000),
    '5000',
    'lines in a request',
  ),
  influxConcurrency: required(
    'INFLUX_CONCURRENCY',
    'InfluxDB',
    wholeNumber(1, 64),
    '2',
    'requests at a time',
  ),
} satisfies Record<string, Setting<unknown>>;

export type InfluxWriteConfig = Parsed<typeof influxWriteSettings>;
