import { type Resources, restartsOf } from '../../model/facts.ts';
import { objectTimeMs, type Rates, type Sample } from '../../model/sample.ts';
import { type Traffic, trafficOf } from '../../model/own-traffic.ts';
import { float, integer, measuredSets as all, type Metric, placedSets as placed } from './heapster-metric.ts';
import { nodeMetrics } from './node-metrics.ts';
import type { HeapsterType } from '../../model/stored-points.ts';

const networked: readonly HeapsterType[] = ['node', 'pod'];
const inPods: readonly HeapsterType[] = ['pod', 'pod_container'];

/** Metrics with one value for each object, in the order of Heapster's list. */
export const sampleMetrics: readonly Metric<Sample>[] = [
  {
    ...integer('uptime', 'ms', all, 'time since the object started, at its CPU time', uptimeMs),
    sampleMs: objectTimeMs,
  },
  {
    ...integer(
      'restart_count',
      'restarts',
      inPods,
      'restarts that the API counts',
      ({ kind, podFacts, containerFacts }) =>
        kind === 'container' ? containerFacts?.restarts : podFacts && restartsOf(podFacts),
    ),
    isCumulative: true,
  },
  {
    ...integer('cpu/usage', 'ns', all, 'CPU time used, cumulative', ({ cpu }) => cpu?.usageCoreNanoSeconds),
    sampleMs: ({ cpu }) => cpu?.timeMs,
  },
  integer('cpu/usage_rate', 'millicores', all, 'CPU in use', ({ rates }) => rates?.cpuMillicores),
  integer(
    'cpu/load',
    'thousandths',
    all,
    'tasks that run or wait for a CPU; only from /stats/container/',
    ({ cpu }) => cpu?.loadMilli,
  ),
  ...requestMetrics('cpu', 'millicores', (resources) => resources.cpuMillicores),
  integer('memory/usage', 'bytes', all, 'memory in use, caches included', ({ memory }) => memory?.usageBytes),
  integer('memory/rss', 'bytes', all, 'anonymous memory and swap cache', ({ memory }) => memory?.rssBytes),
  integer(
    'memory/cache',
    'bytes',
    all,
    'page cache; only from /stats/container/',
    ({ memory }) => memory?.cacheBytes,
  ),
  integer(
    'memory/working_set',
    'bytes',
    all,
    'memory that cannot be given back',
    ({ memory }) => memory?.workingSetBytes,
  ),
  {
    ...integer(
      'memory/page_faults',
      'faults',
      all,
      'page faults, cumulative',
      ({ memory }) => memory?.pageFaults,
    ),
    sampleMs: ({ memory }) => memory?.timeMs,
  },
  {
    ...integer(
      'memory/major_page_faults',
      'faults',
      all,
      'major page faults, cumulative',
      ({ memory }) => memory?.majorPageFaults,
    ),
    sampleMs: ({ memory }) => memory?.timeMs,
  },
  rate('memory/page_faults_rate', 'faults/s', all, 'page faults', (rates) => rates.pageFaultsPerSecond),
  rate(
    'memory/major_page_faults_rate',
    'faults/s',
    all,
    'major page faults',
    (rates) => rates.majorPageFaultsPerSecond,
  ),
  ...requestMetrics('memory', 'bytes', (resources) => resources.memoryBytes),
  counter('network/rx', 'bytes', 'received, cumulative', (traffic) => traffic.rxBytes),
  counter('network/rx_errors', 'errors', 'receive errors, cumulative', (traffic) => traffic.rxErrors),
  rate('network/rx_rate', 'bytes/s', networked, 'received', (rates) => rates.rxBytesPerSecond),
  rate('network/rx_errors_rate', 'errors/s', networked, 'receive errors', (rates) => rates.rxErrorsPerSecond),
  counter('network/tx', 'bytes', 'sent, cumulative', (traffic) => traffic.txBytes),
  counter('network/tx_errors', 'errors', 'send errors, cumulative', (traffic) => traffic.txErrors),
  rate('network/tx_rate', 'bytes/s', networked, 'sent', (rates) => rates.txBytesPerSecond),
  rate('network/tx_errors_rate', 'errors/s', networked, 'send errors', (rates) => rates.txErrorsPerSecond),
  integer(
    'ephemeral_storage/usage',
    'bytes',
    placed,
    'the node’s root filesystem, a pod’s ephemeral storage, a container’s root filesystem and logs; only from /stats/summary',
    ephemeralBytes,
  ),
  ...requestMetrics('ephemeral_storage', 'bytes', (resources) => resources.ephemeralStorageBytes),
  ...nodeMetrics,
];

function uptimeMs(sample: Sample): number | undefined {
  const timeMs = objectTimeMs(sample);
  const { startTimeMs } = sample;
  return timeMs === undefined || startTimeMs === undefined || startTimeMs > timeMs
    ? undefined
    : timeMs - startTimeMs;
}

const ephemeralFilesystems: Partial<Record<Sample['kind'], readonly string[]>> = {
  node: ['root'],
  pod: ['ephemeral'],
  container: ['rootfs', 'logs'],
};

function ephemeralBytes({ source, kind, filesystems }: Sample): number | undefined {
  if (source !== 'summary') return undefined;
  const wanted = ephemeralFilesystems[kind];
  let used: number | undefined;
  for (const { name, usedBytes } of filesystems)
    if (usedBytes !== undefined && wanted?.includes(name)) used = (used ?? 0) + Number(usedBytes);
  return used;
}

/** Requests and limits of app containers; like Heapster, 0 where there are none. */
function requestMetrics(
  resource: string,
  unit: string,
  amount: (resources: Resources) => number | undefined,
): Metric<Sample>[] {
  const of = (which: 'requests' | 'limits') => (sample: Sample) => {
    const resources = containerResources(sample, which);
    return resources && (amount(resources) ?? 0);
  };
  return [
    integer(`${resource}/request`, unit, placed, 'requests; 0 where there are none', of('requests')),
    integer(`${resource}/limit`, unit, placed, 'limits; 0 where there are none', of('limits')),
  ];
}

export function containerResources(
  { kind, nodeFacts, podFacts, containerFacts }: Sample,
  which: 'requests' | 'limits',
): Resources | undefined {
  if (kind === 'node')
    return which === 'requests' ? nodeFacts?.containerRequests : nodeFacts?.containerLimits;
  if (kind === 'pod') return which === 'requests' ? podFacts?.containerRequests : podFacts?.containerLimits;
  return containerFacts?.[which];
}

function rate(
  name: string,
  unit: string,
  sets: readonly HeapsterType[],
  help: string,
  of: (rates: Rates) => number | undefined,
): Metric<Sample> {
  return float(name, unit, sets, help, ({ rates }) => rates && of(rates));
}

function counter(
  name: string,
  unit: string,
  help: string,
  of: (traffic: Traffic) => ReturnType<Metric<Sample>['of']>,
): Metric<Sample> {
  return {
    ...integer(name, unit, networked, help, (sample) => {
      const traffic = trafficOf(sample, sample.source);
      return traffic && of(traffic);
    }),
    sampleMs: (sample) => trafficOf(sample, sample.source)?.timeMs,
  };
}
