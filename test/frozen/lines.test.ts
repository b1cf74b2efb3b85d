import { describe, it } from 'node:test';
import { startRollUps } from '../../lib/transform/roll-ups.ts';
import { nodePage } from '../../lib/kubernetes/node-reader.ts';
import { podPage } from '../../lib/kubernetes/pod-reader.ts';
import { decode } from '../../lib/decode/decode.ts';
import type { PodFacts } from '../../lib/model/facts.ts';
import { allGroups } from '../../lib/model/metric-groups.ts';
import { textsOf } from '../../lib/model/lines.ts';
import { nodePipeline } from '../../lib/wiring/node-pipeline.ts';
import { type Previous, withRates } from '../../lib/transform/rates.ts';
import type { ClusterNode } from '../../lib/model/run.ts';
import type { Encoder } from '../../lib/schema/encoder.ts';
import { heapsterEncoder } from '../../lib/schema/heapster/heapster-encoder.ts';
import { previousKey } from '../../lib/schema/heapster/previous-samples.ts';
import { wideEncoder } from '../../lib/schema/wide/wide-encoder.ts';
import { trafficOf } from '../../lib/model/own-traffic.ts';
import { nodeObject } from '../simulator/api-server.ts';
import { podObjects } from '../simulator/pods.ts';
import { serialiseSummary, truthAt } from '../simulator/truth.ts';
import { nodeAt, type SimNode } from '../simulator/world.ts';
import { assertFrozen, digestOf } from './golden.ts';

const nowMs = Date.UTC(2026, 10, 23, 15, 0, 5);
const world = { nodes: 100, podsPerNode: 30, containersPerPod: 2, epochMs: nowMs - 86_400_000 };
const runMinuteMs = Math.floor(nowMs / 60_000) * 60_000;
const labels = { separator: ',', stored: [{ label: 'app', tag: 'app' }], ignored: [] };
const encoders: Record<string, () => Encoder> = {
  wide: () =>
    wideEncoder({
      clusterName: 'default',
      groups: allGroups,
      runTimeMs: nowMs,
      runMinuteMs,
      labels: [{ label: 'app', tag: 'app' }],
    }),
  heapster: () => heapsterEncoder({ clusterName: 'default', hasFields: false, runMinuteMs, labels }),
  'heapster-fields': () => heapsterEncoder({ clusterName: 'default', hasFields: true, runMinuteMs, labels }),
};

function bodyAt(node: SimNode, atMs: number): Buffer {
  return Buffer.from(serialiseSummary(truthAt(node, world, atMs)));
}

/** The samples of a minute earlier, as the database would give them back. */
function previousOf(node: SimNode): ReadonlyMap<string, Previous> {
  const decoded = decode('summary', bodyAt(node, nowMs - 60_000), node.name, nowMs);
  if (!decoded.ok) throw new Error(decoded.detail);
  return new Map(
    decoded.samples.map((sample) => [
      previousKey(sample),
      {
        cpu: sample.cpu,
        memory: sample.memory,
        diskIo: sample.diskIo,
        traffic: trafficOf(sample, 'summary'),
      },
    ]),
  );
}

function linesOf(encoder: Encoder): string[] {
  const lines: string[] = [];
  const rollUps = startRollUps();
  let pods: readonly PodFacts[] = [];
  const walk = nodePipeline({
    pods: { take: () => pods, waiting: () => [] },
    rate: (samples, target, previous) =>
      samples.map((one) =>
        withRates(one, previous?.get(previousKey(one)), target.node.facts.capacity.cpuMillicores),
      ),
    rollUps,
    isSkipped: () => false,
    choicesOf: () => ({}),
    encoder,
    runMinuteMs,
    now: () => nowMs,
  });
  for (let index = 0; index < world.nodes; index++) {
    const sim = nodeAt(index);
    const state = { node: sim, isReady: true, hasAddress: true, address: sim.address, kubeletPort: 10250 };
    const [node] = nodePage(listOf([nodeObject(state)]), 'all').items as [ClusterNode];
    pods = podPage(listOf(podObjects(sim, world, nowMs)), 'all').items;
    const body = bodyAt(sim, nowMs);
    const target = { node, origin: 'https://node', pathPrefix: '', serverName: undefined };
    const outcome = {
      target,
      durationMs: 1,
      ok: true,
      source: 'summary',
      body,
      bodyBytes: body.length,
    } as const;
    const result = walk(outcome, previousOf(sim));
    if (!('lines' in result)) throw new Error(result.detail);
    lines.push(...textsOf(result.lines));
  }
  return [...lines, ...textsOf(encoder.rollUps(rollUps.result()))].sort();
}

function listOf(items: readonly object[]): Buffer {
  return Buffer.from(JSON.stringify({ kind: 'List', items }));
}

describe('the lines of 100 nodes with 30 pods each', () => {
  for (const [schema, open] of Object.entries(encoders))
    it(`are the same as ever in the schema ${schema}`, () => {
      const byMeasurement = Map.groupBy(linesOf(open()), (line) => line.split(/[ ,]/, 1)[0] ?? '');
      const told = [...byMeasurement].map(
        ([measurement, lines]) =>
          `${measurement} ${lines.length} ${digestOf(lines.join('\n'))}\n${lines[0] ?? ''}\n`,
      );
      assertFrozen(`${schema}.txt`, told.join(''));
    });
});
