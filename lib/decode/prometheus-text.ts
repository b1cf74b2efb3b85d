/** One line of the text format: name, labels, value, time. */
export interface TextSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
  readonly timeMs: number | undefined;
}

type TextLine =
  | { readonly ok: true; readonly sample: TextSample }
  /** Neither a sample nor a comment. */
  | { readonly ok: false; readonly line: number; readonly text: string };

const maxLineLength = 16_384;

/**
 * Reads Prometheus' text format, version 0.0.4, line by line. An invalid line costs only itself.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function* readPrometheusText(body: string): Generator<TextLine> {
  let number = 0;
  for (let from = 0; from < body.length; number++) {
    const newline = body.indexOf('\n', from);
    const end = newline < 0 ? body.length : newline;
    const line = body.slice(from, Math.min(end, from + maxLineLength + 1)).trim();
    const isTooLong = end - from > maxLineLength;
    from = end + 1;
    if (line === '' || line.startsWith('#')) continue;
    const sample = isTooLong ? undefined : parseLine(line);
    yield sample ? { ok: true, sample } : { ok: false, line: number + 1, text: line.slice(0, 100) };
  }
}

// Sticky patterns, each from where the last one ended: the time is linear in the length of the line.
const namePattern = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const labelPattern = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*/y;

function parseLine(line: string): TextSample | undefined {
  namePattern.lastIndex = 0;
  const name = namePattern.exec(line)?.[0];
  if (name === undefined) return undefined;
  const afterName = line.slice(name.length).trimStart();
  const labelled = afterName.startsWith('{') ? readLabels(afterName) : { labels: noLabels, rest: afterName };
  if (!labelled) return undefined;
  const [valueText = '', timeText, ...more] = labelled.rest.trimStart().split(/\s+/, 3);
  const value = numberOf(valueText);
  const timeMs = timeText === undefined ? undefined : Number(timeText);
  if (value === undefined || more.length > 0 || !(timeMs === undefined || Number.isSafeInteger(timeMs)))
    return undefined;
  return { name, labels: labelled.labels, value, timeMs };
}

function readLabels(text: string): { labels: TextSample['labels']; rest: string } | undefined {
  const labels = new Map<string, string>();
  let at = 1;
  for (;;) {
    const end = /\s*\}/y;
    end.lastIndex = at;
    if (end.test(text)) return { labels, rest: text.slice(end.lastIndex) };
    labelPattern.lastIndex = at;
    const [, name, value] = labelPattern.exec(text) ?? [];
    if (name === undefined || value === undefined) return undefined;
    labels.set(
      name,
      value.replace(/\\([\\"n])/g, (_, character) => (character === 'n' ? '\n' : String(character))),
    );
    at = labelPattern.lastIndex;
    if (text[at] === ',') at++;
    else if (text[at] !== '}') return undefined;
  }
}

const noLabels: TextSample['labels'] = new Map();
const maxNumberLength = 64;

function numberOf(text: string): number | undefined {
  if (text.length > maxNumberLength) return undefined;
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return NaN;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
