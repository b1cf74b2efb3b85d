import type { MeasuredObject } from '../../transform/measured.ts';
import { amountsOf, quantityOf } from '../../transform/metrics-object.ts';
import { goDuration } from '../../util/format-quantity.ts';
import { earliestOf } from '../../transform/usage.ts';

/**
 * The columns of `kubectl get nodes.metrics.k8s.io`: the name, each resource that any object has, the window.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables
 */
export function columnsOf(resources: readonly string[]): object[] {
  const column = (name: string, format: string, description: string) => ({
    name,
    type: 'string',
    format,
    description,
    priority: 0,
  });
  return [
    column('Name', 'name', 'Name of the resource'),
    ...resources.map((resource) => column(resource, 'quantity', '')),
    column('Window', 'duration', ''),
  ];
}

/** A pod's amounts are sums over its containers. */
export function cellsOf({ name, parts }: MeasuredObject, resources: readonly string[]): string[] {
  const sums = new Map<string, number>();
  for (const { usage } of parts)
    for (const [resource, amount] of Object.entries(amountsOf(usage)))
      sums.set(resource, (sums.get(resource) ?? 0) + amount);
  const cells = resources.map((resource) => {
    const sum = sums.get(resource);
    return sum === undefined ? '' : quantityOf(resource, sum);
  });
  return [name, ...cells, goDuration(earliestOf(parts).windowMs)];
}

/** The resources that any of these has, sorted by name. */
export function resourcesOf(all: Iterable<MeasuredObject>): string[] {
  const names = new Set<string>();
  for (const { parts } of all)
    for (const { usage } of parts) for (const resource of Object.keys(amountsOf(usage))) names.add(resource);
  return [...names].sort();
}
