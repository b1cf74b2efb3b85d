import type { Count } from '../util/count.ts';
import type { Group } from '../model/metric-groups.ts';
import type { Lines } from '../model/lines.ts';
import type { Sample } from '../model/sample.ts';
import type { RollUp } from '../model/roll-up.ts';
import { escapeKey, stringValue, tagPart } from './line-encoder.ts';
import type { Field, Measurement } from './measurement.ts';
import {
  countField,
  endLine,
  type LineBuffer,
  putBytes,
  putFloat,
  putInteger,
  putTag,
  putText,
  startOf,
  withStarts,
} from './line-buffer.ts';

/** Encodes a run in one schema: the samples of a node, and the roll-ups at the end. */
export interface Encoder {
  readonly samples: (samples: readonly Sample[]) => Lines;
  readonly rollUps: (rollUps: readonly RollUp[]) => Lines;
}

/** Appends the lines of `source`; `fallbackTimeMs` is used where an item has no time. */
type LineEncoder<Source> = (source: Source, fallbackTimeMs: number, buffer: LineBuffer) => void;

/**
 * An encoder of one measurement, limited to the chosen groups. Each line has the cluster's name. An item
 * without any chosen, known field gives no line.
 *
 * @param moreTags further tags of a source, escaped, as `,name=value`
 */
export function lineEncoder<Source, Item>(
  measurement: Measurement<Source, Item>,
  chosen: ReadonlySet<Group>,
  clusterName: string,
  moreTags?: (source: Source) => string,
): LineEncoder<Source> {
  const start = Buffer.from(measurement.name + tagPart('cluster', clusterName));
  const { items, timeMs, lineGroup, furtherTags } = measurement;
  const tags = withStarts(measurement.tags);
  const fields = measurement.fields
    .filter(({ group }) => group === undefined || chosen.has(group))
    .map((field) => ({ field, start: startOf(field.name) }));
  if (fields.length === 0) return () => undefined;

  return (source, fallbackTimeMs, buffer) => {
    for (const item of items(source)) {
      if (lineGroup && !chosen.has(lineGroup.of(item, source))) continue;
      const lineAt = buffer.at;
      putBytes(buffer, start);
      for (const { name, start, of } of tags) {
        const value = of(item, source);
        if (value !== undefined) putTag(buffer, name, start, value);
      }
      if (furtherTags) putText(buffer, encodeFurtherTags(furtherTags.of(item, source)));
      if (moreTags) putText(buffer, moreTags(source));
      const fieldsAt = buffer.at;
      for (const { field, start } of fields) putField(buffer, start, field, item, source);
      if (buffer.at === fieldsAt) buffer.at = lineAt;
      else endLine(buffer, fieldsAt, timeMs(item, source) ?? fallbackTimeMs);
    }
  };
}

function putField<Source, Item>(
  buffer: LineBuffer,
  start: Buffer,
  field: Field<Source, Item>,
  item: Item,
  source: Source,
): void {
  const value = field.of(item, source);
  if (value === undefined) return;
  const before = buffer.at;
  putBytes(buffer, start);
  const isWritten =
    field.type === 'integer'
      ? putInteger(buffer, value as Count)
      : field.type === 'float'
        ? putFloat(buffer, Number(value))
        : putText(buffer, stringValue(String(value)));
  countField(buffer, before, isWritten);
}

function encodeFurtherTags(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => tagPart(escapeKey(name), value))
    .sort()
    .join('');
}
