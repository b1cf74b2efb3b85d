import type { Count } from '../../util/count.ts';
import type { Pressure, PressureAverages, Sample } from '../../model/sample.ts';
import type { Group } from '../../model/metric-groups.ts';
import { restartsOf } from '../../model/facts.ts';
import { cumulative, type Field } from '../measurement.ts';

type ObjectField = Field<Sample, Sample>;

/** The fields that nodes, system containers, pods and containers share. */
export const objectFields: readonly ObjectField[] = [
  integer(
    'cpu',
    'cpu_usage_nanocores',
    'nanocores',
    'the kubelet’s average over about 10 s',
    (sample) => sample.cpu?.usageNanoCores,
  ),
  cumulative(
    integer(
      'cpu',
      'cpu_usage_core_nanoseconds',
      'ns',
      'CPU time used, cumulative',
      (sample) => sample.cpu?.usageCoreNanoSeconds,
    ),
  ),
  integer(
    'memory',
    'memory_working_set_bytes',
    'bytes',
    'memory that cannot be given back',
    (sample) => sample.memory?.workingSetBytes,
  ),
  integer(
    'memory',
    'memory_usage_bytes',
    'bytes',
    'memory in use, caches included',
    (sample) => sample.memory?.usageBytes,
  ),
  integer(
    'memory',
    'memory_available_bytes',
    'bytes',
    'what the limit leaves; absent without one',
    (sample) => sample.memory?.availableBytes,
  ),
  integer(
    'memory_detail',
    'memory_rss_bytes',
    'bytes',
    'anonymous memory and swap cache',
    (sample) => sample.memory?.rssBytes,
  ),
  integer(
    'memory_detail',
    'memory_cache_bytes',
    'bytes',
    'page cache; only from /stats/container/',
    (sample) => sample.memory?.cacheBytes,
  ),
  cumulative(
    integer(
      'memory_detail',
      'memory_page_faults',
      'faults',
      'minor page faults, cumulative',
      (sample) => sample.memory?.pageFaults,
    ),
  ),
  cumulative(
    integer(
      'memory_detail',
      'memory_major_page_faults',
      'faults',
      'major page faults, cumulative',
      (sample) => sample.memory?.majorPageFaults,
    ),
  ),
  integer('swap', 'swap_usage_bytes', 'bytes', 'swap in use', (sample) => sample.swap?.usageBytes),
  integer('swap', 'swap_available_bytes', 'bytes', 'swap left', (sample) => sample.swap?.availableBytes),
  integer(
    'load',
    'cpu_load_average_milli',
    'thousandths',
    'tasks that run or wait for a CPU; only from /stats/container/',
    (sample) => sample.cpu?.loadMilli,
  ),
  ...pressureFields('cpu', (sample) => sample.cpu?.pressure),
  ...pressureFields('memory', (sample) => sample.memory?.pressure),
  ...pressureFields('io', (sample) => sample.ioPressure),
  integer(
    'identity',
    'start_time_ms',
    'ms since 1970',
    'when the object started',
    (sample) => sample.startTimeMs,
  ),
];

export const processCount = integer(
  'process',
  'process_count',
  'processes',
  'processes that run',
  (sample) => sample.processes?.count,
);

export const processMax = integer(
  'process',
  'process_max',
  'processes',
  'the limit of process ids',
  (sample) => sample.processes?.max,
);

export const podIdentity: readonly ObjectField[] = [
  text('uid', 'the pod’s UID', (sample) => sample.podUid),
  text('phase', '`Pending`, `Running`, …', (sample) => sample.podFacts?.phase),
  text('qos_class', '`Guaranteed`, `Burstable` or `BestEffort`', (sample) => sample.podFacts?.qosClass),
];

export const nodeIdentity: readonly ObjectField[] = [
  text('node_zone', 'label topology.kubernetes.io/zone', (sample) => sample.nodeFacts?.zone),
  text(
    'node_instance_type',
    'label node.kubernetes.io/instance-type',
    (sample) => sample.nodeFacts?.instanceType,
  ),
];

export const containerImage = text(
  'image',
  'as the pod asks for it',
  (sample) => sample.containerFacts?.image ?? sample.image,
);

export const containerRestarts = cumulative(
  integer(
    'restarts',
    'restarts_total',
    'restarts',
    'restarts that the API counts',
    (sample) => sample.containerFacts?.restarts,
  ),
);

export const podRestarts = cumulative(
  integer(
    'restarts',
    'restarts_total',
    'restarts',
    'restarts of its containers together, sidecars included',
    (sample) => sample.podFacts && restartsOf(sample.podFacts, true),
  ),
);

function integer(
  group: Group,
  name: string,
  unit: string,
  help: string,
  of: (sample: Sample) => Count | undefined,
): ObjectField {
  return { type: 'integer', group, name, unit, help, of };
}

function pressureFields(
  resource: 'cpu' | 'memory' | 'io',
  pressure: (sample: Sample) => Pressure | undefined,
): ObjectField[] {
  const windows: { seconds: number; of: (averages: PressureAverages) => number | undefined }[] = [
    { seconds: 10, of: (averages) => averages.avg10Percent },
    { seconds: 60, of: (averages) => averages.avg60Percent },
    { seconds: 300, of: (averages) => averages.avg300Percent },
  ];
  return (['some', 'full'] as const).flatMap((share) =>
    windows.map(({ seconds, of }): ObjectField => ({
      type: 'float',
      group: 'psi',
      name: `psi_${resource}_${share}_avg${seconds}_percent`,
      unit: 'percent',
      help: `time in which ${share === 'some' ? 'a task' : 'every task'} waited for ${resource}, over ${seconds} s`,
      of: (sample) => {
        const found = pressure(sample);
        return found && of(found[share]);
      },
    })),
  );
}

function text(name: string, help: string, of: (sample: Sample) => string | undefined): ObjectField {
  return { type: 'string', group: 'identity', name, unit: '', help, of };
}
