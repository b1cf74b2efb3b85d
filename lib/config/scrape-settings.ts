import { influxSettings, influxWriteSettings } from './influx-settings.ts';
import { kubeletSettings } from './kubelet-settings.ts';
import { kubernetesSettings } from './kubernetes-settings.ts';
import { limitSettings } from './limit-settings.ts';
import { outputSettings, selfSettings } from './output-settings.ts';
import { pointSettings } from './point-settings.ts';
import type { Parsed } from './setting.ts';

/**
 * Every setting of a scrape: flags, `--help` and the configuration's type are made from it. Each part of the
 * program takes the type of its own table.
 */
export const settings = {
  ...kubernetesSettings,
  ...kubeletSettings,
  ...limitSettings,
  ...pointSettings,
  ...influxSettings,
  ...influxWriteSettings,
  ...outputSettings,
  ...selfSettings,
};

export type Config = Parsed<typeof settings>;
