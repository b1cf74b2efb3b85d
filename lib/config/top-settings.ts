import { readingSettings } from './reading-settings.ts';
import type { Parsed, Setting } from './setting.ts';
import { settings } from './settings.ts';

/** Every setting of top. */
export const topSettings = {
  ...readingSettings,
  maxAgeS: {
    ...settings.maxAgeS,
    section: 'limits',
    help: 'how far back the two newest samples of an object may lie',
  },
} satisfies Record<string, Setting<unknown>>;

export type TopConfig = Parsed<typeof topSettings>;
