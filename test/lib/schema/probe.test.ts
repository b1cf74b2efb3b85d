import assert from 'node:assert/strict';
import { it } from 'node:test';
import { probePoint } from '../../../lib/schema/probe.ts';

it('a probe is a line, and a question that reads it back; a cluster’s name is escaped in both', () =>
  assert.deepEqual(probePoint("it's, here", 5), {
    line: Buffer.from("heapline_probe,cluster=it's\\,\\ here started_ms=5i 5\n"),
    question: "SELECT last(started_ms) FROM heapline_probe WHERE cluster = 'it\\'s, here'",
    value: 5,
  }));
