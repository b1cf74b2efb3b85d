/** One line of the text format: a name, labels, a value, and the time of the sample. */
export interface TextSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  readonly timeMs: number | undefined;
}

interface Text {
  readonly samples: TextSample[];
  /** Lines that are neither samples nor comments. */
  readonly refused: { readonly line: number; readonly text: string }[];
}

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
    else text.refused.push({ line: index + 1, text: trimmed.slice(0, 100) });
  }
  return text;
}

const linePattern = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{(.*)\})?\s*(\S+)(?:\s+(-?\d+))?$/;
const labelPattern = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/y;

function parseLine(line: string): TextSample | undefined {
  const [, name = '', labelText = '', valueText = '', time] = linePattern.exec(line) ?? [];
  const value = numberOf(valueText);
  const labels = labelsOf(labelText);
  if (name === '' || value === undefined || !labels) return undefined;
  return { name, labels, value, timeMs: time === undefined ? undefined : Number(time) };
}

function labelsOf(text: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  labelPattern.lastIndex = 0;
  while (labelPattern.lastIndex < text.trimEnd().length) {
    const [, name, value] = labelPattern.exec(text) ?? [];
    if (name === undefined || value === undefined) return undefined;
    labels[name] = value.replace(/\\([\\"n])/g, (_, character) =>
      character === 'n' ? '\n' : String(character),
    );
  }
  return labels;
}

function numberOf(text: string): number | undefined {
  if (/^[+-]?inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return NaN;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}
