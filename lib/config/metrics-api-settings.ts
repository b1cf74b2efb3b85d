import { path, wholeNumber } from './setting-kinds.ts';
import { servingSettings } from './reading-settings.ts';
import { optional, type Parsed, required, type Setting } from './setting.ts';

/** Every setting of metrics-api. */
export const metricsApiSettings = {
  ...servingSettings,
  metricsPort: required(
    'METRICS_PORT',
    'HTTP',
    wholeNumber(0, 65535),
    '8443',
    'HTTPS port to listen on; 0 for a free one',
  ),
  metricsCertFile: optional(
    'METRICS_CERT_FILE',
    'HTTP',
    path(),
    'serving certificate; read again when it changes',
  ),
  metricsKeyFile: optional('METRICS_KEY_FILE', 'HTTP', path(), 'its key'),
} satisfies Record<string, Setting<unknown>>;

export type MetricsApiConfig = Parsed<typeof metricsApiSettings>;
