import { influxSettings } from './influx-settings.ts';
import { wholeNumber } from './setting-kinds.ts';
import { type Parsed, required, type Setting } from './setting.ts';
import { kubernetesSettings } from './kubernetes-settings.ts';
import { outputSettings } from './output-settings.ts';
import { pointSettings } from './point-settings.ts';

const { clusterName, kubeconfig, kubeContext } = kubernetesSettings;
const { schema, maxAgeS } = pointSettings;

/** The settings of every command that reads the database. */
export const readingSettings = {
  clusterName: { ...clusterName, help: 'which cluster’s points are read' },
  schema: { ...schema, help: 'the names under which points were written' },
  ...influxSettings,
  influxUrl: { ...influxSettings.influxUrl, fallbackHelp: 'none: it must be given' },
  readTimeoutMs: required(
    'READ_TIMEOUT_MS',
    'limits',
    wholeNumber(1, 600_000),
    '30000',
    'for an answer of InfluxDB',
    'ms',
  ),
  maxAgeS: {
    ...maxAgeS,
    section: 'limits',
    help: 'how old the newest sample of what is shown may be; more than twice the schedule’s interval',
  },
  ...outputSettings,
} satisfies Record<string, Setting<unknown>>;

export type ReadingConfig = Parsed<typeof readingSettings>;

/** The settings of the servers that read the database and watch the cluster. */
export const servingSettings = {
  kubeconfig,
  kubeContext,
  ...readingSettings,
  cacheMs: required(
    'CACHE_MS',
    'limits',
    wholeNumber(0, 600_000),
    '10000',
    'how long what was read is answered with again',
    'ms',
  ),
} satisfies Record<string, Setting<unknown>>;
