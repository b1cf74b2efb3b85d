import type { Shown } from '../shown.ts';

/** Queries that several dashboards share: cores, bytes, bytes a second. */

type What = Pick<Shown, 'measurement' | 'of' | 'legend'> & Partial<Pick<Shown, 'by' | 'where'>>;

const nano = 1_000_000_000;

/** Single pods. */
export const pods = {
  measurement: 'kube_pod',
  of: ['namespace', 'pod'],
  legend: '[[tag_namespace]]/[[tag_pod]]',
};

/** Pods summed by workload. */
export const workloads = {
  measurement: 'kube_pod',
  of: ['namespace', 'workload_kind', 'workload', 'pod'],
  by: ['namespace', 'workload_kind', 'workload'],
  legend: '[[tag_namespace]]: [[tag_workload_kind]] [[tag_workload]]',
};

/** CPU in cores, from the counter. */
export function cpu(what: What): Shown {
  return { ...what, field: 'cpu_usage_core_nanoseconds', how: 'rate', divideBy: nano };
}

export function memory(what: What): Shown {
  return { ...what, field: 'memory_working_set_bytes', how: 'gauge' };
}

export function gauge(field: string, what: What, divideBy = 1): Shown {
  return { ...what, field, how: 'gauge', ...(divideBy === 1 ? {} : { divideBy }) };
}

/** The worst of several runs in one step. */
export function worst(field: string, what: What, pick: 'max' | 'min' = 'max'): Shown {
  return { ...gauge(field, what), pick };
}

/** Bytes a second, in and out. */
export function traffic({ legend, ...what }: Omit<What, 'measurement'>): Shown[] {
  return (['rx', 'tx'] as const).map((way) => ({
    ...what,
    measurement: 'kube_network',
    field: `${way}_bytes`,
    how: 'rate',
    legend: `${legend} ${way === 'rx' ? 'in' : 'out'}`,
  }));
}

/** Requests and limits in cores, beside the usage. */
export function cpuBounds(what: Omit<What, 'legend'>): Shown[] {
  return bounds('millicpu_units', what, 1000);
}

export function memoryBounds(what: Omit<What, 'legend'>): Shown[] {
  return bounds('memory_bytes', what);
}

function bounds(unit: string, what: Omit<What, 'legend'>, divideBy = 1): Shown[] {
  return ['requests', 'limits'].map((name) =>
    gauge(`resource_${name}_${unit}`, { ...what, legend: name }, divideBy),
  );
}
