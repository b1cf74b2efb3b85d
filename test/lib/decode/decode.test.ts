import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { decode } from '../../../lib/decode/decode.ts';
import type { Sample, Source } from '../../../lib/model/sample.ts';

const late = Date.parse('2027-01-01');
const bodies: Readonly<Record<Source, string>> = {
  summary: 'stats_summary_1.20.json',
  container: 'stats_container_1.20.json',
  resource: 'metrics_resource_1.20.txt',
};

function samplesOf(source: Source): Map<string, Sample> {
  const body = readFileSync(new URL(`../../fixtures/${bodies[source]}`, import.meta.url), 'utf8');
  const decoded = decode(source, Buffer.from(body), 'node-a', late);
  assert.ok(decoded.ok);
  const named = decoded.samples
    .filter(({ kind }) => kind !== 'systemContainer')
    .map(
      (one) => [[one.kind, one.namespace, one.pod, one.container].filter(Boolean).join(' '), one] as const,
    );
  return new Map(named);
}

describe('three answers of one kubelet, recorded seconds apart', () => {
  const [summary, container, resource] = [
    samplesOf('summary'),
    samplesOf('container'),
    samplesOf('resource'),
  ];

  it('tell of the same node, pods and containers', () => {
    assert.deepEqual([...container.keys()].sort(), [...summary.keys()].sort());
    assert.deepEqual([...resource.keys()].sort(), [...summary.keys()].sort());
  });

  it('tell of CPU and memory that differ by no more than the seconds between them explain', (test) => {
    for (const [key, one] of summary)
      for (const [source, other] of [
        ['container', container.get(key)],
        ['resource', resource.get(key)],
      ] as const) {
        const seconds = Math.abs(Number(one.cpu?.timeMs) - Number(other?.cpu?.timeMs)) / 1000;
        const cpuSeconds = (counter: Sample['cpu']) => Number(counter?.usageCoreNanoSeconds) / 1e9;
        const cpu = cpuSeconds(other?.cpu) - cpuSeconds(one.cpu);
        const memory = Number(other?.memory?.workingSetBytes) - Number(one.memory?.workingSetBytes);
        test.diagnostic(
          `${key}: summary and ${source} are ${seconds.toFixed(3)} s apart, CPU differs by ${cpu.toFixed(6)} s, ` +
            `working set by ${memory} bytes`,
        );
        // The machine has two cores; what was seen in the second that times are rounded to may differ, too.
        assert.ok(Math.abs(cpu) <= 2 * (seconds + 1), `${key} of ${source}: CPU`);
        if (seconds < 1) {
          assert.equal(cpu, 0, `${key} of ${source}: CPU at one time`);
          assert.equal(memory, 0, `${key} of ${source}: memory at one time`);
        }
        assert.ok(
          Math.abs(memory) <= 0.2 * Number(one.memory?.workingSetBytes),
          `${key} of ${source}: memory`,
        );
      }
  });

  it('tell of the same network, where they tell of one at all', () => {
    for (const [key, one] of summary) {
      const own = (sample: Sample | undefined) =>
        sample?.interfaces.filter(({ isDefault }) => isDefault).map(({ name }) => name);
      assert.deepEqual(own(container.get(key)), own(one), key);
      assert.deepEqual(resource.get(key)?.interfaces, []);
    }
  });
});
