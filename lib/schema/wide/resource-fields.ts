import type { Resources } from '../../model/facts.ts';
import type { Group } from '../../model/metric-groups.ts';
import type { Field } from '../measurement.ts';

const amounts = [
  { of: (all: Resources) => all.cpuMillicores, suffix: '', unit: 'millicores', what: 'CPU' },
  { of: (all: Resources) => all.memoryBytes, suffix: 'memory_bytes', unit: 'bytes', what: 'memory' },
  {
    of: (all: Resources) => all.ephemeralStorageBytes,
    suffix: 'ephemeral_storage_bytes',
    unit: 'bytes',
    what: 'ephemeral storage',
  },
] as const;

/** Requests and limits, named as in Telegraf's `kube_inventory`. */
export function requestFields<Item>(
  requests: (item: Item) => Resources | undefined,
  limits: (item: Item) => Resources | undefined,
  whose: string,
  group: Group = 'requests',
): Field<unknown, Item>[] {
  return [
    ...amountFields(group, 'resource_requests_', 'millicpu_units', `request of ${whose}`, requests),
    ...amountFields(group, 'resource_limits_', 'millicpu_units', `limit of ${whose}`, limits),
  ];
}

/** Capacity and allocatable, named as in Telegraf's `kube_inventory`. */
export function capacityFields<Item>(
  capacity: (item: Item) => Resources | undefined,
  allocatable: (item: Item) => Resources | undefined,
): Field<unknown, Item>[] {
  return [
    ...amountFields('capacity', 'capacity_', 'millicpu_cores', 'in all', capacity),
    ...amountFields('capacity', 'allocatable_', 'millicpu_cores', 'that pods may have', allocatable),
  ];
}

function amountFields<Item>(
  group: Group,
  prefix: string,
  cpuSuffix: string,
  help: string,
  of: (item: Item) => Resources | undefined,
): Field<unknown, Item>[] {
  return amounts.map(({ of: amount, suffix, unit, what }) => ({
    type: 'integer',
    group,
    name: `${prefix}${suffix === '' ? cpuSuffix : suffix}`,
    unit,
    help: `${what} ${help}`,
    of: (item) => {
      const resources = of(item);
      return resources && amount(resources);
    },
  }));
}
