import { secret, wholeNumber } from './setting-kinds.ts';
import { optional, type Parsed, required, type Setting } from './setting.ts';
import { settings } from './scrape-settings.ts';

/** Every setting of serve: those of a scrape, and the token of its callers. */
export const serveSettings = {
  ...settings,
  influxUrl: { ...settings.influxUrl, fallbackHelp: 'none: it must be given' },
  port: required('PORT', 'HTTP', wholeNumber(0, 65535), '8080', 'port to listen on; 0 for a free one'),
  httpToken: {
    ...optional(
      'HTTP_TOKEN',
      'HTTP',
      secret(),
      'what whoever starts a scrape has to show, as a bearer token',
    ),
    isSecret: true as const,
  },
} satisfies Record<string, Setting<unknown>>;

export type ServeConfig = Parsed<typeof serveSettings>;
