import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeSummary } from '../../../lib/decode/summary.ts';

const late = Date.parse('2027-01-01');

type Leaves = Map<string, string>;

function leavesOf(value: unknown, path = '', leaves: Leaves = new Map()): Leaves {
  if (typeof value !== 'object' || value === null) {
    if (value !== undefined) leaves.set(path, JSON.stringify(value).replace(/^"|"$/g, ''));
    return leaves;
  }
  for (const [key, inner] of Object.entries(value)) leavesOf(inner, `${path}/${key}`, leaves);
  return leaves;
}

/** What tells objects apart: another name is another object. */
const isName = (path: string) => /\/(name|namespace|nodeName|uid|startTime)$/.test(path);

/** The JSON with something else at one place. */
function withLeaf(json: string, path: string, text: string): string {
  const root = JSON.parse(json) as Record<string, unknown>;
  const keys = path.split('/').slice(1);
  const last = keys.pop() ?? '';
  const parent = keys.reduce<Record<string, unknown>>(
    (inner, key) => inner[key] as Record<string, unknown>,
    root,
  );
  parent[last] = '@';
  return JSON.stringify(root).replace('"@"', text);
}

const others = ['-1', '-9223372036854775808', '1e400', '0.5', 'null', '"x"', 'true', '{}', '[]', '[7]'];

function decode(json: string): Leaves {
  const decoded = decodeSummary(Buffer.from(json), 'node-a', late);
  assert.ok(decoded.ok);
  return leavesOf(decoded.samples);
}

describe('a wrong value in a summary', () => {
  for (const file of ['stats_summary_1.20.json', 'stats_summary_1.36.json']) {
    const json = readFileSync(new URL(`../../fixtures/${file}`, import.meta.url), 'utf8');
    const before = decode(json);
    const leaves = [...leavesOf(JSON.parse(json))].filter(([path]) => !isName(path));

    it(`${file}: costs at most the values that are made of it`, () => {
      fc.assert(
        fc.property(fc.constantFrom(...leaves), fc.constantFrom(...others), ([path, value], other) => {
          const after = decode(withLeaf(json, path, other));
          const made = [value, String(Date.parse(value))];
          for (const [at, was] of before)
            if (after.get(at) !== was) assert.ok(made.includes(was), `${path}=${other} changed ${at}`);
          assert.ok(after.size <= before.size);
        }),
        { numRuns: 1000, seed: 18 },
      );
    });
  }
});
