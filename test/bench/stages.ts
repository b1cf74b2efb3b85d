import { gzipSync } from 'node:zlib';
import { withPodTotals } from '../../lib/transform/pod-totals.ts';
import { startRollUps } from '../../lib/transform/roll-ups.ts';
import { podPage } from '../../lib/kubernetes/pod-reader.ts';
import { parseExactJson } from '../../lib/util/exact-json.ts';
import { decodeSummary } from '../../lib/decode/summary.ts';
import { enrich } from '../../lib/transform/enrich.ts';
import { defaultGroups } from '../../lib/model/metric-groups.ts';
import { withRates } from '../../lib/transform/rates.ts';
import { heapsterEncoder } from '../../lib/schema/heapster/heapster-encoder.ts';
import { wideEncoder } from '../../lib/schema/wide/wide-encoder.ts';
import { nodeFacts } from '../setup/facts.ts';
import { protobufList } from '../simulator/protobuf.ts';
import { podObjects } from '../simulator/pods.ts';
import { serialiseSummary, truthAt } from '../simulator/truth.ts';
import { nodeAt } from '../simulator/world.ts';
import type { Figures } from './figures.ts';

/** Most of a real pod is what nobody reads here: fields of managers, probes, volumes, conditions. */
function ofRealSize(pod: object): object {
  const field = { 'f:containers': { 'k:{"name":"app"}': { '.': {}, 'f:image': {}, 'f:resources': {} } } };
  const fieldsV1 = Object.fromEntries(Array.from({ length: 45 }, (_, index) => [`f:spec${index}`, field]));
  const { metadata } = pod as { metadata: object };
  return { ...pod, metadata: { ...metadata, managedFields: [{ manager: 'kubelet', fieldsV1 }] } };
}

const nodes = 60;
const podsPerNode = 30;

/** What each stage costs alone, warm, in microseconds of CPU for a pod of one container. */
export function benchStages(runs: number): Figures {
  const nowMs = Date.now();
  const world = { nodes, podsPerNode, containersPerPod: 1, epochMs: nowMs - 86_400_000 };
  const all = Array.from({ length: nodes }, (_, index) => nodeAt(index));
  const bodies = all.map((node) => Buffer.from(serialiseSummary(truthAt(node, world, nowMs))));
  const pods = all.map((node) => ({
    kind: 'PodList',
    items: podObjects(node, world, nowMs).map(ofRealSize),
  }));
  const lists = pods.map((list) => protobufList('pods', list));
  const jsonLists = pods.map((list) => Buffer.from(JSON.stringify(list)));
  const figures: Record<string, number[]> = {};

  /** Each time with inputs of its own: a stage may change what it is given. */
  const stage = <In, Out>(
    name: string,
    inputs: () => readonly In[],
    work: (input: In, index: number) => Out,
  ): Out[] => {
    let out: Out[] = [];
    for (let run = -3; run < runs; run++) {
      const given = inputs();
      const before = process.cpuUsage();
      out = given.map(work);
      const { user, system } = process.cpuUsage(before);
      if (run >= 0) (figures[name] ??= []).push((user + system) / nodes / podsPerNode);
    }
    return out;
  };

  stage(
    'JSON.parse, which is the floor',
    () => bodies,
    (body) => JSON.parse(body.toString()) as unknown,
  );
  stage(
    'parse, exactly',
    () => bodies,
    (body) => parseExactJson(body.toString()),
  );
  const decoded = stage(
    'parse and decode',
    () => bodies,
    (body) => decodeSummary(body, 'node-1', nowMs + 60_000),
  );
  stage(
    'read pods of 5 kB, JSON',
    () => jsonLists,
    (list) => podPage(list, new Set()).items,
  );
  const facts = stage(
    'read pods of 5 kB, protobuf',
    () => lists,
    (list) => podPage(list, new Set()).items,
  );
  const samples = decoded.map((one) => (one.ok ? one.samples : []));
  const known = nodeFacts({ capacity: { cpuMillicores: 4000 } });
  const enriched = stage(
    'enrich',
    () => samples,
    (one, index) => enrich(one, known, facts[index]),
  );
  const totals = stage(
    'aggregate in pods',
    () => enriched,
    (one) => withPodTotals(one, nowMs),
  );
  const rollUps = startRollUps();
  stage(
    'aggregate in namespaces',
    () => totals,
    (one, index) => rollUps.addNode(one, facts[index]),
  );
  const wide = wideEncoder({
    clusterName: 'default',
    groups: defaultGroups,
    runTimeMs: nowMs,
    runMinuteMs: nowMs,
    labels: [],
  });
  stage(
    'encode, wide',
    () => totals,
    (one) => wide.samples(one).bytes.length,
  );
  // The encoder's bytes are good until it is asked again.
  const lines = Buffer.concat(totals.map((one) => Buffer.from(wide.samples(one).bytes)));
  const rated = stage(
    'rates',
    () => enriched,
    (one) => one.map((sample) => withRates(sample, undefined, 4000)),
  );
  for (const hasFields of [false, true]) {
    const labels = { separator: ',', stored: [], ignored: [] };
    const heapster = heapsterEncoder({ clusterName: 'default', hasFields, runMinuteMs: nowMs, labels });
    stage(
      `encode, ${hasFields ? 'heapster-fields' : 'heapster'}`,
      () => rated,
      (one) => heapster.samples(withPodTotals(one, nowMs)).bytes.length,
    );
  }
  for (const level of [1, 6])
    stage(
      `gzip level ${level}, wide`,
      () => [lines],
      (all) => gzipSync(all, { level }).length,
    );
  return figures;
}
