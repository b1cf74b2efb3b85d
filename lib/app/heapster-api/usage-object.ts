import type { MeasuredObject } from '../../transform/measured.ts';
import { metricsOf } from '../../transform/metrics-object.ts';
import { type Labels } from '../../model/live-objects.ts';
import { bytesQuantity, coresQuantity } from '../../util/format-quantity.ts';
import type { Usage } from '../../transform/usage.ts';

/** A node or pod in `metrics/v1alpha1`: whole millicores and memory, without kind and version. */
export function usageObject(measured: MeasuredObject, labels: Labels, nowMs: number): object {
  const { metadata, timestamp, window } = metricsOf(measured, labels, nowMs);
  const { namespace, parts } = measured;
  return {
    metadata,
    timestamp,
    window,
    ...(namespace === undefined
      ? { usage: usageOf(parts[0].usage) }
      : { containers: parts.map(({ name = '', usage }) => ({ name, usage: usageOf(usage) })) }),
  };
}

function usageOf({ nanoCores, memoryBytes }: Usage): object {
  return {
    cpu: coresQuantity(Math.trunc(nanoCores / 1e6) * 1e6),
    memory: bytesQuantity(memoryBytes),
  };
}
