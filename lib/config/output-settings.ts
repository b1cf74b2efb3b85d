import { choice, text } from './setting-kinds.ts';
import { optional, type Parsed, required, type Setting } from './setting.ts';

/** The log of every command. */
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

export type OutputConfig = Parsed<typeof outputSettings>;

/** What the downward API tells a scrape of itself. */
export const selfSettings = {
  podNamespace: optional(
    'POD_NAMESPACE',
    'output',
    text(),
    'heapline’s own namespace; its pods are never written',
  ),
  jobName: optional('JOB_NAME', 'output', text(), 'heapline’s own Job, by the downward API'),
} satisfies Record<string, Setting<unknown>>;

export type SelfConfig = Parsed<typeof selfSettings>;
