import type { InfluxConfig } from './influx-settings.ts';
import type { MetricsApiConfig } from './metrics-api-settings.ts';
import type { ResizeConfig } from './resize-settings.ts';
import type { Problem } from './setting.ts';
import type { ServeConfig } from './serve-settings.ts';
import type { Config } from './scrape-settings.ts';
import type { SetupConfig } from './setup-settings.ts';

type Rule<Of> = (config: Of) => Problem | undefined;

/** Conditions between settings. An invalid setting is `undefined` here, and reported on its own. */
const influxRules: readonly Rule<InfluxConfig>[] = [
  ({ influxOrg, influxBucket }) =>
    influxOrg !== undefined && influxBucket === undefined
      ? {
          what: 'INFLUX_ORG is set and INFLUX_BUCKET is not, so lines would go to a database of InfluxDB 1.x.',
          remedy: 'Name the bucket, INFLUX_BUCKET=…, or leave INFLUX_ORG out.',
        }
      : undefined,
  ({ influxDatabase, influxBucket }) =>
    influxDatabase !== undefined && influxBucket !== undefined
      ? {
          what: 'INFLUX_DATABASE and INFLUX_BUCKET are both set, and only one can be written to.',
          remedy: 'Keep INFLUX_DATABASE for InfluxDB 1.x, or INFLUX_BUCKET for 2.x and 3.x.',
        }
      : undefined,
  ({ influxBucket, influxUsername, influxRetentionPolicy }) =>
    influxBucket !== undefined && (influxUsername !== undefined || influxRetentionPolicy !== undefined)
      ? {
          what: 'INFLUX_USERNAME and INFLUX_RETENTION_POLICY are InfluxDB 1.x’s, and INFLUX_BUCKET is not.',
          remedy: 'With a bucket give INFLUX_TOKEN and INFLUX_ORG; retention is the bucket’s own.',
        }
      : undefined,
  notBoth<InfluxConfig>('INFLUX_PASSWORD', ({ influxPassword, influxPasswordFile }) => [
    influxPassword,
    influxPasswordFile,
  ]),
  notBoth<InfluxConfig>('INFLUX_TOKEN', ({ influxToken, influxTokenFile }) => [influxToken, influxTokenFile]),
  ({ influxUsername, influxPassword, influxPasswordFile }) =>
    influxUsername === undefined && (influxPassword ?? influxPasswordFile) !== undefined
      ? {
          missing: 'INFLUX_USERNAME',
          what: 'A password for InfluxDB is given, and INFLUX_USERNAME is missing: it would not be shown to InfluxDB.',
          remedy: 'Say whose it is, INFLUX_USERNAME=…, or leave the password out.',
        }
      : undefined,
  bothOrNone<InfluxConfig>('INFLUX_CLIENT', ({ influxClientCertFile, influxClientKeyFile }) => [
    influxClientCertFile,
    influxClientKeyFile,
  ]),
];

export const rules: readonly Rule<Config>[] = [
  ...influxRules,
  ({ podsFrom, skipOwnerKinds }) =>
    podsFrom === 'none' && skipOwnerKinds !== undefined
      ? {
          what: 'SKIP_OWNER_KINDS needs to know whose pods are whose, and PODS_FROM is none.',
          remedy: 'Leave PODS_FROM out (api is the default), or SKIP_OWNER_KINDS.',
        }
      : undefined,
  bothOrNone<Config>('KUBELET_CLIENT', ({ kubeletClientCertFile, kubeletClientKeyFile }) => [
    kubeletClientCertFile,
    kubeletClientKeyFile,
  ]),
  ({ schema, labels }) =>
    isHeapsters(schema) && labels !== undefined
      ? {
          what: `LABELS is the schema wide’s, and SCHEMA is ${schema}.`,
          remedy: 'Write STORE_LABELS=tag=label, as Heapster’s --store-label, or SCHEMA=wide.',
        }
      : undefined,
  ({ schema, labelSeparator, storeLabels, ignoreLabels }) => {
    const given = Object.entries({
      LABEL_SEPARATOR: labelSeparator,
      STORE_LABELS: storeLabels,
      IGNORE_LABELS: ignoreLabels,
    }).flatMap(([variable, value]) => (value === undefined ? [] : [variable]));
    return schema === 'wide' && given.length > 0
      ? {
          what: `${given.join(', ')} ${given.length === 1 ? 'is' : 'are'} the Heapster schemas’, and SCHEMA is wide.`,
          remedy: 'Write LABELS=label=tag, or SCHEMA=heapster.',
        }
      : undefined;
  },
];

export const serveRules: readonly Rule<ServeConfig>[] = [
  ...rules,
  ({ influxUrl }) => needsUrl(influxUrl),
  notBoth<ServeConfig>('HTTP_TOKEN', ({ httpToken, httpTokenFile }) => [httpToken, httpTokenFile]),
  ({ httpToken, httpTokenFile }) =>
    (httpToken ?? httpTokenFile) === undefined
      ? {
          missing: 'HTTP_TOKEN',
          what: 'HTTP_TOKEN is missing: anybody could start scrapes.',
          remedy: 'Give HTTP_TOKEN_FILE, the path of a file with a long random text: `openssl rand -hex 32`.',
        }
      : undefined,
];

export const resizeRules: readonly Rule<ResizeConfig>[] = [
  ...influxRules,
  ({ influxUrl, resizeFrom }) => (resizeFrom === 'runs' ? needsUrl(influxUrl) : undefined),
];

export const setupRules: readonly Rule<SetupConfig>[] = [
  ...influxRules,
  ({ influxUrl }) => needsUrl(influxUrl),
  ({ influxBucket, influxOrg }) =>
    influxBucket !== undefined && influxOrg === undefined
      ? {
          what: 'INFLUX_BUCKET is set and INFLUX_ORG is not.',
          remedy: 'Name the organisation that the bucket is to belong to: INFLUX_ORG=….',
        }
      : undefined,
];

export const readingRules: readonly Rule<InfluxConfig>[] = [
  ...influxRules,
  ({ influxUrl }) => needsUrl(influxUrl),
];

export const metricsApiRules: readonly Rule<MetricsApiConfig>[] = [
  ...readingRules,
  bothOrNone<MetricsApiConfig>('METRICS', ({ metricsCertFile, metricsKeyFile }) => [
    metricsCertFile,
    metricsKeyFile,
  ]),
  ({ metricsCertFile, metricsKeyFile }) =>
    (metricsCertFile ?? metricsKeyFile) === undefined
      ? {
          what: 'METRICS_CERT_FILE and METRICS_KEY_FILE are missing: the API server speaks HTTPS only.',
          remedy:
            'Give both, or run `heapline metrics-api install`, which makes them and tells the API server.',
        }
      : undefined,
];

function needsUrl(influxUrl: string | undefined): Problem | undefined {
  return influxUrl === undefined
    ? {
        missing: 'INFLUX_URL',
        what: 'INFLUX_URL is missing.',
        remedy: 'Write INFLUX_URL=http://influxdb:8086.',
      }
    : undefined;
}

function isHeapsters(schema: Config['schema']): boolean {
  return schema === 'heapster' || schema === 'heapster-fields';
}

function notBoth<Of>(variable: string, values: (config: Of) => (string | undefined)[]): Rule<Of> {
  return (config) =>
    values(config).every((value) => value !== undefined)
      ? {
          what: `${variable} and ${variable}_FILE are both set.`,
          remedy: `Keep ${variable}_FILE: what stands in a file can be rotated and is seen by fewer.`,
        }
      : undefined;
}

function bothOrNone<Of>(prefix: string, values: (config: Of) => (string | undefined)[]): Rule<Of> {
  return (config) =>
    new Set(values(config).map((value) => value === undefined)).size === 2
      ? {
          what: `Of ${prefix}_CERT_FILE and ${prefix}_KEY_FILE only one is set.`,
          remedy: 'Give both: the certificate is no use without its key.',
        }
      : undefined;
}
