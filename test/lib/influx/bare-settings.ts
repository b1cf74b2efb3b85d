import type { InfluxSettings } from '../../../lib/influx/destination.ts';

/** A place to write to of which nothing is said. */
export const bare: InfluxSettings = {
  influxUrl: '',
  influxDatabase: undefined,
  influxUsername: undefined,
  influxPassword: undefined,
  influxPasswordFile: undefined,
  influxRetentionPolicy: undefined,
  influxBucket: undefined,
  influxOrg: undefined,
  influxToken: undefined,
  influxTokenFile: undefined,
};
