import { choice } from './setting-kinds.ts';
import { required, type Setting } from './setting.ts';

/** The names to write. */
export const schemaSetting = required(
  'SCHEMA',
  'what is written',
  choice('wide', 'heapster', 'heapster-fields'),
  'wide',
  'names of measurements, tags and fields',
);

export const outputSettings = {
  logLevel: required(
    'LOG_LEVEL',
    'output',
    choice('debug', 'info', 'warn', 'error', 'silent'),
    'info',
    'how much is said',
  ),
  logFormat: {
    ...required(
      'LOG_FORMAT',
      'output',
      choice('auto', 'json', 'text'),
      'auto',
      'one JSON line per event, or a table',
    ),
    fallbackHelp: 'auto: text on a terminal, else json',
  },
} satisfies Record<string, Setting<unknown>>;
