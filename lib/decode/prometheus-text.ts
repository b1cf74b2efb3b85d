/** One line of the text format: a name, labels, a value, and the time of the sample. */
export interface TextSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
  readonly timeMs: number | undefined;
}

interface Text {
  readonly samples: TextSample[];
  /** Lines that are neither samples nor comments; no more than `mostRefused` are read. */
  readonly refused: { readonly line: number; readonly text: string }[];
}

/** Whoever has so many bad lines is no kubelet. */
export const mostRefused = 10_000;

/**
 * Reads Prometheus' text format, version 0.0.4. A line that cannot be read costs that line.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function parsePrometheusText(body: string): Text {
  const text: Text = { samples: [], refused: [] };
  for (const [index, line] of body.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const sample = parseLine(trimmed);
    if (sample) text.samples.push(sample);
    else if (text.refused.push({ line: index + 1, text: trimmed.slice(0, 100) }) === mostRefused) break;
  }
  return text;
}

// Read piece by piece, each pattern from where the last one ended: no line can be read in two ways, and none takes
// longer than its length.
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
const longestNumber = 64;

function numberOf(text: string): number | undefined {
  if (text.length > longestNumber) return undefined;
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return NaN;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
