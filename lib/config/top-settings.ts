import { readingSettings } from './reading-settings.ts';
import type { Parsed, Setting } from './setting.ts';
import { settings } from './settings.ts';

/** Every setting of top. */
export const topSettings = {
  ...readingSettings,
  maxAgeS: {
    ...settings.maxAgeS,
    section: 'limits',
    help: 'how old the newest sample of what is shown may be; more than twice the schedule’s interval',
  },
} satisfies Record<string, Setting<unknown>>;

export type TopConfig = Parsed<typeof topSettings>;
