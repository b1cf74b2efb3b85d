import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { timeParser } from '../../../lib/decode/sample-time.ts';

describe('timeParser', () => {
  const latestMs = Date.parse('2026-01-01T00:05:00Z');
  for (const [title, time, expected] of [
    ['reads a time with a zone', '2026-01-01T01:00:00+01:00', Date.parse('2026-01-01T00:00:00Z')],
    ['cuts nanoseconds to milliseconds', '2026-01-01T00:00:00.123456789Z', latestMs - 299_877],
    ['takes the latest time that can be', '2026-01-01T00:05:00Z', latestMs],
    ['takes no time after it', '2026-01-01T00:05:01Z', undefined],
    ['takes Go’s zero time for none', '0001-01-01T00:00:00Z', undefined],
    ['takes 1970 for none', '1970-01-01T00:00:00Z', undefined],
    ['takes words for none', 'yesterday', undefined],
    ['takes nothing for none', null, undefined],
  ] as const)
    it(title, () => assert.equal(timeParser(latestMs)(time), expected));
});
