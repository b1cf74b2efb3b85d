import type { Downsampled } from '../model/stored-points.ts';
import { labeledFamilies } from './heapster/heapster-encoder.ts';
import { measurementAndField } from './heapster/heapster-metric.ts';
import { sampleMetrics } from './heapster/object-metrics.ts';
import { rollUpMetrics } from './heapster/roll-up-metrics.ts';
import { wideMeasurements } from './wide/wide-encoder.ts';

/** How to downsample each measurement of a schema. String fields are left out. */
export function downsampling(schema: 'wide' | 'heapster' | 'heapster-fields'): Downsampled[] {
  if (schema === 'wide')
    return wideMeasurements.map(({ name, fields }) => ({
      measurement: name,
      means: fields
        .filter((field) => field.type !== 'string' && !field.isCumulative)
        .map((field) => field.name),
      lasts: fields.filter(({ isCumulative }) => isCumulative).map((field) => field.name),
    }));
  const metrics = [
    ...sampleMetrics,
    ...labeledFamilies.flatMap((family) => family.metrics),
    ...rollUpMetrics,
  ];
  const byMeasurement = new Map<string, { means: Set<string>; lasts: Set<string> }>();
  for (const { name, sampleMs, isCumulative } of metrics) {
    const { measurement, field } =
      schema === 'heapster' ? { measurement: name, field: 'value' } : measurementAndField(name);
    const known = byMeasurement.get(measurement) ?? { means: new Set(), lasts: new Set() };
    byMeasurement.set(measurement, known);
    if (sampleMs ?? isCumulative) known.lasts.add(field);
    else known.means.add(field);
    if (sampleMs) known.lasts.add('sample_ms');
  }
  return [...byMeasurement].map(([measurement, { means, lasts }]) => ({
    measurement,
    means: [...means],
    lasts: [...lasts],
  }));
}
