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
  type Page,
  putBytes,
  putFloat,
  putInteger,
  putTag,
  putText,
  startOf,
  withStarts,
} from './line-buffer.ts';

/** What a schema makes of a run: lines of a node's samples, and of the sums at the end. */
export interface Encoder {
  readonly samples: (samples: readonly Sample[]) => Lines;
  readonly rollUps: (rollUps: readonly RollUp[]) => Lines;
}

/** Adds the lines of `source`; `fallbackTimeMs` is the time of what has none. */
type LineEncoder<Source> = (source: Source, fallbackTimeMs: number, page: Page) => void;

/**
 * An encoder of one measurement, narrowed once to the chosen groups; every line carries the cluster's name. An item
 * without a field that is chosen and known gives no line.
 *
 * @param moreTags what else every line of a source carries, as `,name=value`, escaped
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

  return (source, fallbackTimeMs, page) => {
    for (const item of items(source)) {
      if (lineGroup && !chosen.has(lineGroup.of(item, source))) continue;
      const lineAt = page.at;
      putBytes(page, start);
      for (const { name, start, of } of tags) {
        const value = of(item, source);
        if (value !== undefined) putTag(page, name, start, value);
      }
      if (furtherTags) putText(page, encodeFurtherTags(furtherTags.of(item, source)));
      if (moreTags) putText(page, moreTags(source));
      const fieldsAt = page.at;
      for (const { field, start } of fields) putField(page, start, field, item, source);
      if (page.at === fieldsAt) page.at = lineAt;
      else endLine(page, fieldsAt, timeMs(item, source) ?? fallbackTimeMs);
    }
  };
}

function putField<Source, Item>(
  page: Page,
  start: Buffer,
  field: Field<Source, Item>,
  item: Item,
  source: Source,
): void {
  const value = field.of(item, source);
  if (value === undefined) return;
  const before = page.at;
  putBytes(page, start);
  const isWritten =
    field.type === 'integer'
      ? putInteger(page, value as Count)
      : field.type === 'float'
        ? putFloat(page, Number(value))
        : putText(page, stringValue(String(value)));
  countField(page, before, isWritten);
}

function encodeFurtherTags(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => tagPart(escapeKey(name), value))
    .sort()
    .join('');
}
