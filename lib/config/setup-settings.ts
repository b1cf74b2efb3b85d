import { outputSettings } from './output-settings.ts';
import { pointSettings } from './point-settings.ts';
import { influxSettings } from './influx-settings.ts';
import { duration } from './setting-kinds.ts';
import { optional, type Parsed, required, type Setting } from './setting.ts';

/** INFLUX_LONG_RETENTION=none */
export const noLongPoints = -1;

/** Every setting of setup-influx. */
export const setupSettings = {
  schema: pointSettings.schema,
  ...influxSettings,
  influxUrl: { ...influxSettings.influxUrl, fallbackHelp: 'none: it must be given' },
  influxRetention: {
    ...optional('INFLUX_RETENTION', 'InfluxDB', duration(3600, { INF: 0 }), 'how long points are kept'),
    fallbackHelp: '30d for what is made anew; what is there stays as it is',
  },
  influxLongRetention: {
    ...optional(
      'INFLUX_LONG_RETENTION',
      'InfluxDB',
      duration(3600, { INF: 0, none: noLongPoints }),
      'how long thinned-out points are kept',
    ),
    fallbackHelp: '365d for what is made anew; what is there stays as it is',
  },
  influxLongInterval: required(
    'INFLUX_LONG_INTERVAL',
    'InfluxDB',
    duration(120),
    '10m',
    'a thinned-out point for each of these',
  ),
  logLevel: outputSettings.logLevel,
} satisfies Record<string, Setting<unknown>>;

export type SetupConfig = Parsed<typeof setupSettings>;
