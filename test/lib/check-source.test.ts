import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as z from 'zod';
import { checkSource } from '../../lib/check-source.ts';

describe('checkSource', () => {
  for (const [title, schema] of [
    ['texts, numbers and truth values', z.object({ a: z.string().max(3), b: z.number(), c: z.boolean() })],
    ['lists and maps of them', z.object({ a: z.array(z.string()), b: z.record(z.string(), z.int()) })],
    ['what may be missing', z.object({ a: z.string().nullish(), b: z.object({ c: z.int() }).optional() })],
    ['a pattern', z.string().regex(/^a$/)],
    ['what is as good as none', z.object({ a: z.int().optional().catch(undefined) })],
  ] as const)
    it(`needs no zod for ${title}`, () => assert.equal(checkSource(schema).leaves.size, 0));

  for (const [title, schema] of [
    ['what is made of another value', z.string().transform(Number)],
    ['a pattern that remembers', z.string().regex(/a/g)],
    ['what is as good as something', z.object({ a: z.int().catch(7) })],
    ['a choice of words', z.enum(['a', 'b'])],
    ['an object that takes no more keys', z.strictObject({ a: z.string() })],
  ] as const)
    it(`leaves ${title} to zod`, () => assert.equal(checkSource(schema).leaves.size, 1));
});
