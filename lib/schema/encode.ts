import type { Group } from '../groups.ts';
import type { Sample } from '../model.ts';
import type { RollUp } from '../roll-up.ts';
import { floatValue, integerValue, escapeKey, stringValue, tagPart } from './line.ts';
import type { Field, Measurement } from './measurement.ts';

/** Lines of line protocol, times in milliseconds, and what stands in them. */
export interface Lines {
  readonly lines: string[];
  /** Field values written. */
  values: number;
  /** Values left out because InfluxDB's numbers cannot hold them. */
  unwritable: number;
}

/** What a schema makes of a run: lines of a node's samples, and of the sums at the end. */
export interface Encoder {
  readonly samples: (samples: readonly Sample[]) => Lines;
  readonly rollUps: (rollUps: readonly RollUp[]) => Lines;
}

/** Adds the lines of `source`; `fallbackTimeMs` is the time of what has none. */
type LineEncoder<Source> = (source: Source, fallbackTimeMs: number, into: Lines) => void;

export function emptyLines(): Lines {
  return { lines: [], values: 0, unwritable: 0 };
}

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
  moreTags: (source: Source) => string = () => '',
): LineEncoder<Source> {
  const start = measurement.name + tagPart('cluster', clusterName);
  const { items, timeMs, lineGroup, tags, furtherTags } = measurement;
  const fields = measurement.fields.filter(({ group }) => group === undefined || chosen.has(group));
  if (fields.length === 0) return () => undefined;

  return (source, fallbackTimeMs, into) => {
    for (const item of items(source)) {
      if (lineGroup && !chosen.has(lineGroup.of(item, source))) continue;
      const fieldSet = encodeFields(fields, item, source, into);
      if (fieldSet === '') continue;
      let head = start;
      for (const tag of tags) {
        const value = tag.of(item, source);
        if (value !== undefined) head += tagPart(tag.name, value);
      }
      if (furtherTags) head += encodeFurtherTags(furtherTags.of(item, source));
      head += moreTags(source);
      into.lines.push(`${head} ${fieldSet} ${timeMs(item, source) ?? fallbackTimeMs}`);
    }
  };
}

function encodeFields<Source, Item>(
  fields: readonly Field<Source, Item>[],
  item: Item,
  source: Source,
  into: Lines,
): string {
  let fieldSet = '';
  for (const field of fields) {
    const text = fieldText(field, item, source, into);
    if (text === undefined) continue;
    fieldSet += fieldSet === '' ? `${field.name}=${text}` : `,${field.name}=${text}`;
    into.values++;
  }
  return fieldSet;
}

function fieldText<Source, Item>(
  field: Field<Source, Item>,
  item: Item,
  source: Source,
  into: Lines,
): string | undefined {
  if (field.type === 'string') {
    const value = field.of(item, source);
    return value === undefined ? undefined : stringValue(value);
  }
  const value = field.of(item, source);
  if (value === undefined) return undefined;
  const text = field.type === 'integer' ? integerValue(value) : floatValue(Number(value));
  if (text === undefined) into.unwritable++;
  return text;
}

function encodeFurtherTags(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([name, value]) => tagPart(escapeKey(name), value))
    .sort()
    .join('');
}
