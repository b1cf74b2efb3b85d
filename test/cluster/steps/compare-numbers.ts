import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { measurements } from '../../oracle/expected.ts';
import { until } from '../daemons.ts';
import { lastRun, pointsOf } from '../influx.ts';
import { keyOf } from '../kubelet-truth.ts';
import type { World } from '../scenario.ts';
import { type Reading, type Watch, watchKubelets } from '../watch.ts';

interface Worker {
  readonly metadata: { readonly name: string };
  readonly status: { readonly containerStatuses: readonly { readonly containerID: string }[] };
}

/** Every number of a run is one that the kubelet said of that time, and what the control group held then. */
export async function compareNumbers(world: World): Promise<void> {
  const { say } = world;
  const workers = await workersOf(world);
  const fromMs = Date.now();
  const watch = watchKubelets(world, [...workers.values()]);
  try {
    const run = await until('a run while the kubelets are watched', 150_000, () =>
      lastRun(world, fromMs + 25_000),
    );
    await sleep(3_000);
    assert.equal(run['nodes_up'], 2);
    const { equal, between, unseen, differing } = await withKubelets(world, watch, fromMs + 20_000);
    say(
      `numbers in InfluxDB that equal the kubelet’s own answer: ${equal}; of a sample taken anew, and between two answers: ${between}; differing: ${differing.length}; of times that nobody watched: ${unseen}`,
    );
    assert.deepEqual(differing, []);
    assert.ok(equal >= 60 && unseen + between < equal / 2);
    say(await withControlGroups(world, watch, workers, fromMs + 5_000));
  } finally {
    watch.stop();
  }
}

async function workersOf({ ask }: World): Promise<Map<string, string>> {
  const { items } = (await ask('/api/v1/namespaces/shop/pods')) as { items: Worker[] };
  assert.equal(items.length, 2);
  return new Map(
    items.map(({ metadata, status }) => [
      metadata.name,
      status.containerStatuses[0]!.containerID.replace('containerd://', ''),
    ]),
  );
}

/**
 * A kubelet tells times in whole seconds, and newer ones take some samples anew for whoever asks: then what was written
 * lies between what was said before and after.
 */
async function withKubelets(world: World, { said }: Watch, fromMs: number) {
  const counts = { equal: 0, between: 0, unseen: 0 };
  const differing: string[] = [];
  for (const measurement of measurements)
    for (const { tags, timeMs, fields } of await pointsOf(world, measurement)) {
      if (timeMs < fromMs) continue;
      const near = (said.get(keyOf(measurement, tags)) ?? []).filter(
        (one) => Math.abs(one.timeMs - timeMs) <= 20_000,
      );
      const same = near.filter((one) => one.timeMs === timeMs);
      // What the API server knows of an object is not the kubelet's to say.
      const numbers = Object.entries(fields).filter(([field]) =>
        near.some((one) => one.fields[field] !== undefined),
      );
      const isEqual = same.some((one) => numbers.every(([field, value]) => one.fields[field] === value));
      if (same.length === 0) counts.unseen += numbers.length;
      else if (isEqual) counts.equal += numbers.length;
      else
        for (const [field, value] of numbers) {
          const values = near.flatMap((one) => one.fields[field] ?? []);
          if (same.some((one) => one.fields[field] === value)) counts.equal++;
          // A rate over the moment between two samples is between nothing.
          else if (field === 'cpu_usage_nanocores') counts.between++;
          else if (Number(value) >= Math.min(...values) && Number(value) <= Math.max(...values))
            counts.between++;
          else
            differing.push(
              `${keyOf(measurement, tags)} ${field}: ${String(value)}, and the kubelet said ${values.join(', ')}`,
            );
        }
    }
  return { ...counts, differing };
}

/** A sample is taken at some moment of its second, between two readings of the file that it comes from. */
async function withControlGroups(world: World, watch: Watch, workers: Map<string, string>, fromMs: number) {
  const lines: string[] = [];
  for (const { tags, timeMs, fields } of await pointsOf(world, 'kube_container')) {
    const readings = watch.readings.get(workers.get(tags['pod'] ?? '') ?? '') ?? [];
    if (timeMs < fromMs || readings.length === 0) continue;
    const around = readings.filter(({ atMs }) => atMs > timeMs - 500 && atMs < timeMs + 1_500);
    if (around.length < 5) continue;
    const cpu = span(around, ({ cpuNanoSeconds }) => cpuNanoSeconds);
    const memory = span(around, ({ workingSetBytes }) => workingSetBytes);
    const [usage, workingSet] = [
      Number(fields['cpu_usage_core_nanoseconds']),
      Number(fields['memory_working_set_bytes']),
    ];
    assert.ok(
      usage >= cpu.least && usage <= cpu.most,
      `cpu of ${String(tags['pod'])}: ${usage} is not from ${cpu.least} to ${cpu.most}`,
    );
    assert.ok(
      workingSet >= 0.95 * memory.least && workingSet <= 1.05 * memory.most,
      `memory of ${String(tags['pod'])}: ${workingSet} is not from ${memory.least} to ${memory.most}`,
    );
    lines.push(
      `${String(tags['pod'])} of ${String(tags['workload_kind'])} ${String(tags['workload'])}: CPU ${usage} ns in ${cpu.least}…${cpu.most}, working set ${workingSet} in ${memory.least}…${memory.most}`,
    );
  }
  assert.ok(lines.length >= 2, 'too few samples of the workers were seen');
  return `as in the files of their control groups:\n${lines.map((line) => `             ${line}`).join('\n')}`;
}

function span(readings: readonly Reading[], of: (reading: Reading) => number) {
  const values = readings.map(of);
  return { least: Math.min(...values), most: Math.max(...values) };
}
