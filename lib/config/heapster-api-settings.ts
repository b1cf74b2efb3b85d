import { wholeNumber } from './setting-kinds.ts';
import { servingSettings } from './reading-settings.ts';
import { type Parsed, required, type Setting } from './setting.ts';

/** Every setting of heapster-api. */
export const heapsterApiSettings = {
  ...servingSettings,
  heapsterPort: required(
    'HEAPSTER_PORT',
    'HTTP',
    wholeNumber(0, 65535),
    '8082',
    'plain HTTP port to listen on; 0 for a free one',
  ),
} satisfies Record<string, Setting<unknown>>;

export type HeapsterApiConfig = Parsed<typeof heapsterApiSettings>;
