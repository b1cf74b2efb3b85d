import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as z from 'zod';
import { isSwollen } from '../../lib/swollen.ts';

describe('isSwollen', () => {
  const schema = z.object({
    pods: z.array(z.object({ containers: z.array(z.string()).nullish() })).nullish(),
    labels: z.record(z.string(), z.string()).optional(),
  });
  const most = 6;
  const strings = (length: number) => Array.from({ length }, () => 'x');

  for (const [title, value, expected] of [
    ['what is within the limit is not', { pods: [{ containers: strings(4) }, {}] }, false],
    ['lists are counted together, however deep', { pods: [{ containers: strings(4) }, {}, {}] }, true],
    ['maps count as lists do', { pods: [{}], labels: { a: '', b: '', c: '', d: '', e: '', f: '' } }, true],
    ['what the schema drops does not count', { pods: [], others: strings(100) }, false],
    ['what is of another kind than the schema’s is not looked into', { pods: 'x', labels: 7 }, false],
    ['nothing is not', null, false],
  ] as const)
    it(title, () => assert.equal(isSwollen(schema, value, most), expected));
});
