import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import * as z from 'zod';
import { parseExactJson } from '../../lib/decode/exact-json.ts';
import { summaryBorder } from '../../lib/decode/summary-schema.ts';
import { borderOf } from '../../lib/quick-parse.ts';

describe('borderOf', () => {
  const count = z
    .union([
      z.int().nonnegative(),
      z
        .string()
        .regex(/^\d{16,20}$/)
        .transform(BigInt),
    ])
    .nullish();
  const schema = z.object({
    name: z.string().min(1).max(5),
    'the count': count,
    share: z.number().nonnegative().nullish(),
    isOn: z.boolean().optional(),
    parts: z.array(z.object({ id: z.string(), counts: z.array(count).optional() })).nullish(),
    labels: z.record(z.string().max(3), z.string()).nullish(),
    kind: z.enum(['a', 'b']).optional(),
    word: z
      .string()
      .regex(/^[a-z]+$/)
      .optional(),
    port: z.int().min(1).max(9).optional().catch(undefined),
    any: z.unknown().optional(),
    some: z.array(z.object({ any: z.unknown() })).optional(),
  });
  const { pass } = borderOf('a test', () => schema, 20);

  for (const [title, input] of [
    [
      'what is as the schema wants it',
      { name: 'a', parts: [{ id: 'x' }], labels: { a: 'b' }, isOn: true, kind: 'a' },
    ],
    ['keys that it does not know', { name: 'a', more: [1, 2, 3] }],
    ['what is absent or null', { name: 'a', 'the count': null, parts: null }],
  ] as const)
    it(`passes ${title}, and gives it as it is`, () => assert.equal(pass(input), input));

  for (const [title, input] of [
    ['nothing', null],
    ['a list for an object', []],
    ['what is missing', {}],
    ['a text that is too long', { name: 'abcdef' }],
    ['a number that is none', { name: 'a', share: Infinity }],
    ['a number below zero', { name: 'a', share: -1 }],
    ['a fraction for a count', { name: 'a', 'the count': 0.5 }],
    ['digits that are too few', { name: 'a', 'the count': '12' }],
    ['a bad element, however deep', { name: 'a', parts: [{ id: 'x', counts: [1, 'x'] }] }],
    ['a key that is too long', { name: 'a', labels: { abcd: '' } }],
    ['an object for a list', { name: 'a', parts: {} }],
    ['nothing where there may be anything', { name: 'a', some: [{}] }],
    ['a word that is none of those', { name: 'a', kind: 'c' }],
    ['a word of other letters', { name: 'a', word: 'A' }],
    [
      'more elements than are looked at',
      { name: 'a', parts: Array.from({ length: 21 }, () => ({ id: '' })) },
    ],
  ] as const)
    it(`leaves ${title} to zod, unchanged`, () => {
      const before = structuredClone(input);
      assert.equal(pass(input), undefined);
      assert.deepEqual(input, before);
    });

  it('puts what the schema makes of a value in its place, and nothing where all is not good', () => {
    const digits = '18446744073709551615';
    const good = { name: 'a', 'the count': digits, parts: [{ id: 'x', counts: [1, digits] }] };
    const whole = 18446744073709551615n;
    assert.deepEqual(pass(good), { name: 'a', 'the count': whole, parts: [{ id: 'x', counts: [1, whole] }] });
    const bad = { name: 'a', 'the count': digits, parts: [{}] };
    assert.equal(pass(bad), undefined);
    assert.equal(bad['the count'], digits);
  });

  it('takes out what the schema calls as good as none', () => {
    for (const port of [0, 10, 1.5, '1', null])
      assert.deepEqual(pass({ name: 'a', port }), { name: 'a', port: undefined });
    assert.deepEqual(pass({ name: 'a', port: 9 }), { name: 'a', port: 9 });
  });

  it('leaves to zod what is as good as none where there is nothing to take it out of', () => {
    const root = borderOf('another test', () => z.int().optional().catch(undefined), 20);
    assert.equal(root.pass('a'), undefined);
    assert.equal(root.pass(1), 1);
  });

  it('is of zod’s mind about anything', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(
          'a',
          '',
          'abcdef',
          0,
          1,
          -1,
          0.5,
          1e300,
          null,
          true,
          undefined,
          '1234567890123456',
          'b',
        ),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...Object.keys(schema.shape), 'id', 'counts', 'x'), tie('any'), {
          maxKeys: 5,
        }),
      ),
    })).any;
    fc.assert(
      fc.property(
        fc.oneof(
          value,
          fc.record({ name: fc.constant('a'), parts: value, labels: value, 'the count': value }),
        ),
        (input) => {
          const told = schema.safeParse(structuredClone(input));
          const passed = pass(input);
          assert.equal(passed !== undefined, told.success);
          if (told.success) assert.deepEqual(schema.safeParse(input).success || hasBigint(input), true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('passes the summaries of real kubelets, of which zod makes the same', () => {
    for (const name of ['stats_summary_1.20.json', 'stats_summary_1.36.json']) {
      const text = readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
      const passed = summaryBorder.pass(parseExactJson(Buffer.from(text)));
      assert.ok(passed);
      const { data } = summaryBorder.schema().safeParse(parseExactJson(Buffer.from(text)));
      assert.deepEqual(subset(passed, data), data);
    }
  });
});

function hasBigint(value: unknown): boolean {
  if (typeof value === 'bigint') return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasBigint);
}

/** As much of a value as another has. */
function subset(value: unknown, like: unknown): unknown {
  if (Array.isArray(like)) return like.map((one, index) => subset((value as unknown[])[index], one));
  if (typeof like !== 'object' || like === null) return value;
  return Object.fromEntries(
    Object.entries(like).map(([key, one]) => [key, subset((value as Record<string, unknown>)[key], one)]),
  );
}
