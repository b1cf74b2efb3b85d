import { heaplineNode, heaplineRun } from './run-measurements.ts';
import { labeledFamilies } from './heapster/heapster-encoder.ts';
import { measurementAndField } from './heapster/heapster-metric.ts';
import { sampleMetrics } from './heapster/object-metrics.ts';
import { rollUpMetrics } from './heapster/roll-up-metrics.ts';
import { wideMeasurements } from './wide/wide-encoder.ts';

export type FieldType = 'integer' | 'float' | 'string';

/** The type of every declared field of a schema, by measurement and field. */
export function fieldTypes(
  schema: 'wide' | 'heapster' | 'heapster-fields',
): ReadonlyMap<string, ReadonlyMap<string, FieldType>> {
  const types = new Map<string, Map<string, FieldType>>();
  const add = (measurement: string, field: string, type: FieldType) => {
    const known = types.get(measurement) ?? new Map<string, FieldType>();
    types.set(measurement, known.set(field, type));
  };
  for (const { name, fields } of [heaplineNode, heaplineRun])
    for (const field of fields) add(name, field.name, field.type);
  if (schema === 'wide') {
    for (const { name, fields } of wideMeasurements)
      for (const field of fields) add(name, field.name, field.type);
    return types;
  }
  const labeled = labeledFamilies.flatMap(({ metrics }) => metrics);
  for (const { name, type, sampleMs } of [...sampleMetrics, ...labeled, ...rollUpMetrics]) {
    const { measurement, field } =
      schema === 'heapster' ? { measurement: name, field: 'value' } : measurementAndField(name);
    add(measurement, field, type);
    if (sampleMs) add(measurement, 'sample_ms', 'integer');
  }
  return types;
}
