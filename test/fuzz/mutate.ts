import type { Random } from '../setup/random.ts';

/** A body of a real kubelet with a few things changed in it, as chance has it. */
export function mutate(body: string, random: Random): string {
  let text = body;
  for (let left = random.whole(1, 6); left > 0; left--) text = random.pick(mutations)(text, random);
  return text;
}

type Mutation = (text: string, random: Random) => string;

const mutations: readonly Mutation[] = [
  // Bytes.
  (text, random) => splice(text, random.whole(0, text.length), 1, String.fromCharCode(random.whole(0, 255))),
  (text, random) =>
    splice(text, random.whole(0, text.length), 0, String.fromCodePoint(random.whole(0, 0x10ffff))),
  (text, random) => splice(text, random.whole(0, text.length), random.whole(1, 80), ''),
  (text, random) => {
    const from = random.whole(0, text.length);
    return splice(text, random.whole(0, text.length), 0, text.slice(from, from + random.whole(1, 400)));
  },
  (text, random) => (random.holds(0.2) ? text.slice(0, random.whole(0, text.length)) : text),
  // Values.
  (text, random) => replaceOne(text, /(?<=[:[ ]\s*)-?\d+(\.\d+)?(e[+-]?\d+)?/g, random.pick(numbers), random),
  (text, random) => replaceOne(text, /"(?:[^"\\]|\\.)*"(?=\s*[,}\]])/g, random.pick(texts), random),
  (text, random) => replaceOne(text, /"(?:[^"\\]|\\.)*"(?=\s*:)/g, random.pick(texts), random),
  (text, random) => replaceOne(text, /"\d{4}-\d\d-\d\dT[^"]*"/g, random.pick(times), random),
  (text, random) => replaceOne(text, /\[|\{/g, random.pick(openings), random),
  (text, random) => replaceOne(text, /\{[^{}]*\}/g, random.pick(objects), random),
];

const numbers = [
  ...[
    '0',
    '-0',
    '-1',
    '-9223372036854775808',
    '1e400',
    '-1e400',
    '1e-400',
    '0.1',
    '1e3',
    'NaN',
    'null',
    'true',
  ],
  ...[
    '9007199254740991',
    '9007199254740992',
    '9007199254740993',
    '9223372036854775807',
    '9223372036854775808',
  ],
  ...[
    '18446744073709551615',
    '18446744073709551616',
    '99999999999999999999999999',
    '0x10',
    '1_000',
    '"7"',
    '[]',
  ],
];
const texts = [
  ...[
    '""',
    '"\\u0000"',
    '"a\\nb"',
    '"a\\\\"',
    '"a b,c=d"',
    '"\\ud800"',
    '"é漢"',
    '"__proto__"',
    '"constructor"',
  ],
  ...[
    '"time"',
    '"toString"',
    '"name"',
    '"namespace"',
    '"\\t"',
    '"\\u2028"',
    '"#"',
    'null',
    '7',
    '{}',
    '[""]',
  ],
  `"${'x'.repeat(1025)}"`,
  `"${'\\\\'.repeat(20)}"`,
];
const times = [
  ...['"1970-01-01T00:00:00Z"', '"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59Z"', '"2026-02-30T00:00:00Z"'],
  ...['"yesterday"', '""', 'null', '1700000000', '"2262-04-12T00:00:00Z"', '"1677-01-01T00:00:00Z"'],
];
const openings = ['[[', '{{', '{"a":', '', '[null,', '{"__proto__":{"x":1},', '['.repeat(500)];
const objects = [
  '{}',
  'null',
  '[]',
  '7',
  '{"__proto__":null}',
  '{"name":"app"}',
  '{"time":"1970-01-01T00:00:00Z"}',
];

function splice(text: string, at: number, count: number, insert: string): string {
  return text.slice(0, at) + insert + text.slice(at + count);
}

function replaceOne(text: string, pattern: RegExp, by: string, random: Random): string {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const { index, 0: whole } = random.pick(found);
  return splice(text, index, whole.length, by);
}
