import type { NodeReport, RunReport } from '../../../lib/model/run.ts';
import { emptyWriteResult } from '../../../lib/model/sink.ts';
import { nodeFacts } from '../../setup/facts.ts';

/** Reports for the tests of whatever tells of a run. */
export function upNode(name: string, isReady = true): NodeReport {
  return {
    node: {
      name,
      isReady,
      addresses: [],
      kubeletPort: 10250,
      kubeletVersion: undefined,
      facts: nodeFacts({ allocatable: { cpuMillicores: 4000, memoryBytes: 16 * 2 ** 30 } }),
    },
    url: `https://${name}:10250`,
    durationMs: 12,
    failure: undefined,
    source: 'summary',
    bodyBytes: 1000,
    points: 9,
    pods: 3,
    cpuNanoCores: 1_000_000_001,
    memoryWorkingSetBytes: 4 * 2 ** 30,
    newestSampleAgeMs: 4000,
    refusedValues: 0,
    firstRefusal: undefined,
  };
}

export function failedNode(name: string, isReady = true): NodeReport {
  return {
    ...upNode(name, isReady),
    durationMs: 3,
    failure: {
      cause: 'forbidden',
      detail: '403',
      sentence: `Node ${name}: it refuses`,
      remedy: 'Add a rule',
    },
    source: undefined,
    bodyBytes: undefined,
    points: 0,
    pods: undefined,
    cpuNanoCores: undefined,
    memoryWorkingSetBytes: undefined,
    newestSampleAgeMs: undefined,
  };
}

export function runOf(nodes: readonly NodeReport[], others: Partial<RunReport> = {}): RunReport {
  return {
    clusterName: 'c',
    shard: undefined,
    startMs: 1_700_000_000_000,
    durationMs: 250,
    nodes,
    values: 40,
    unwritable: 0,
    write: { ...emptyWriteResult, written: 9 },
    cpuSeconds: 0.5,
    peakRssBytes: 100 * 2 ** 20,
    v8Record: undefined,
    endedEarly: undefined,
    isReaderGone: false,
    ...others,
  };
}

/** A run of one node that answered and one that did not, with a line refused. */
export const mixedRun: RunReport = runOf([upNode('a'), failedNode('b')], {
  write: { ...emptyWriteResult, written: 9, rejected: 1, rejections: [{ line: 'm v=1', reason: 'bad' }] },
});
