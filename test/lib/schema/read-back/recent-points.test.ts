import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { labeledFamilies } from '../../../../lib/schema/heapster/heapster-encoder.ts';
import { measurementAndField } from '../../../../lib/schema/heapster/heapster-metric.ts';
import { sampleMetrics } from '../../../../lib/schema/heapster/object-metrics.ts';
import { rollUpMetrics } from '../../../../lib/schema/heapster/roll-up-metrics.ts';
import { recentQuery, recentReader, layoutOf } from '../../../../lib/schema/read-back/recent-points.ts';
import type { ReadLayout } from '../../../../lib/schema/read-back/layout.ts';
import { wideMeasurements } from '../../../../lib/schema/wide/wide-encoder.ts';
import type { HeapsterType } from '../../../../lib/model/stored-points.ts';

const sets: readonly HeapsterType[] = ['node', 'sys_container', 'pod', 'pod_container', 'ns', 'cluster'];

/** Every field that a shape reads, as `measurement.field`, and the tags beside it. */
function readBy(layout: ReadLayout): { field: string; tags: string[] }[] {
  const histories = [
    ...Object.values(layout.histories),
    ...sets.flatMap((set) => layout.metricNames(set).map((name) => layout.metric(set, name)!)),
  ];
  return [
    ...Object.values(layout.measurements)
      .flat()
      .flatMap(({ measurement, where = {}, fields, sumOver }) =>
        Object.keys(fields).map((field) => ({
          field: `${measurement}.${field}`,
          tags: [...Object.keys(where), ...(sumOver === undefined ? [] : [sumOver])],
        })),
      ),
    ...histories.map(({ measurement, field, where = {}, by, sumOver }) => ({
      field: `${measurement}.${field}`,
      tags: [...by, ...Object.keys(where), ...(sumOver ?? [])],
    })),
    ...[layout.volumes.used, layout.volumes.capacity].map(({ measurement, field }) => ({
      field: `${measurement}.${field}`,
      tags: [layout.volumes.volumeTag],
    })),
  ];
}

describe('what is read back is what is written', () => {
  it('SCHEMA=wide: every field and tag is declared', () => {
    for (const { field, tags } of readBy(layoutOf('wide'))) {
      const [name, fieldName] = field.split('.');
      const declared = wideMeasurements.find((measurement) => measurement.name === name)!;
      assert.ok(
        declared.fields.some((one) => one.name === fieldName),
        field,
      );
      for (const tag of tags)
        assert.ok(
          declared.tags.some((one) => one.name === tag),
          `${field} by ${tag}`,
        );
    }
  });

  for (const schema of ['heapster', 'heapster-fields'] as const)
    it(`SCHEMA=${schema}: every field is declared`, () => {
      const names = [
        ...[...sampleMetrics, ...rollUpMetrics].map(({ name }) => name),
        ...labeledFamilies.flatMap(({ metrics }) => metrics.map(({ name }) => name)),
      ];
      const known = new Set(
        names.map((name) => {
          if (schema === 'heapster') return `${name}.value`;
          const { measurement, field } = measurementAndField(name);
          return `${measurement}.${field}`;
        }),
      );
      for (const { field } of readBy(layoutOf(schema)))
        assert.ok(known.has(field) || field.endsWith('.sample_ms'), field);
    });
});

describe('the two newest points', () => {
  const table = (name: string, columns: readonly string[], ...values: readonly unknown[][]) => ({
    name,
    columns: ['time', 'node', 'namespace', 'pod', 'container', ...columns],
    values: values.map(([time, ...cells]) => [time, 'n', 'ns', 'p', 'c', ...cells]),
  });
  const cpuAndMemory = ['cpu_usage_core_nanoseconds', 'memory_working_set_bytes'];

  it('are found in pieces of whatever order', () => {
    const reader = recentReader(layoutOf('wide'), 'pods');
    reader.add(table('kube_container', cpuAndMemory, [180, 30, 3], [60, 10, 1]));
    reader.add(table('kube_container', cpuAndMemory, [120, 20, 2]));
    const [recent, ...others] = reader.recents();
    assert.deepEqual(others, []);
    assert.deepEqual(
      [
        recent?.last.pointMs,
        recent?.last.workingSetBytes,
        recent?.previous?.pointMs,
        recent?.previous?.usageCoreNanoSeconds,
      ],
      [180, 3, 120, 20],
    );
  });

  it('what is measured at times of its own belongs to the newest, the newest of each added up', () => {
    const reader = recentReader(layoutOf('wide'), 'pods');
    reader.add(table('kube_container', cpuAndMemory, [60, 10, 1]));
    reader.add(
      table(
        'kube_filesystem',
        ['filesystem', 'used_bytes'],
        [50, 'rootfs', 7],
        [10, 'rootfs', 5],
        [40, 'logs', 2],
      ),
    );
    assert.equal(reader.recents()[0]?.last.ephemeralStorageBytes, 9);
  });

  it('a point without a counter is ignored, and an object without one is absent', () => {
    const reader = recentReader(layoutOf('wide'), 'pods');
    reader.add(table('kube_container', cpuAndMemory, [60, 10, 1], [120, null, 2]));
    assert.equal(reader.recents()[0]?.last.pointMs, 60);
    const other = recentReader(layoutOf('wide'), 'pods');
    other.add(table('kube_container', cpuAndMemory, [60, null, 1]));
    assert.deepEqual(other.recents(), []);
  });

  it('points of Heapster itself have the minute for their time, ours their sample’s', () => {
    const reader = recentReader(layoutOf('heapster'), 'pods');
    const columns = ['time', 'nodename', 'namespace_name', 'pod_name', 'container_name'];
    const add = (name: string, more: string[], ...values: unknown[][]) =>
      reader.add({
        name,
        columns: [...columns, ...more],
        values: values.map(([time, ...cells]) => [time, 'n', 'ns', 'p', 'c', ...cells]),
      });
    add('cpu/usage', ['value', 'sample_ms'], [60_000, 10, null], [120_000, 20, 117_000]);
    add('memory/working_set', ['value'], [60_000, 1], [120_000, 2]);
    const [recent] = reader.recents();
    assert.deepEqual(
      [recent?.last.timeMs, recent?.last.workingSetBytes, recent?.previous?.timeMs],
      [117_000, 2, 60_000],
    );
  });

  for (const [apartMs, isUsed] of [
    [3_599_999, true],
    [3_600_000, false],
  ] as const)
    it(`a sample time ${apartMs} ms before its point is ${isUsed ? 'used' : 'another run’s'}`, () => {
      const reader = recentReader(layoutOf('heapster'), 'nodes');
      const pointMs = 10_000_000;
      reader.add({
        name: 'cpu/usage',
        columns: ['time', 'nodename', 'value', 'sample_ms'],
        values: [[pointMs, 'n', 10, pointMs - apartMs]],
      });
      assert.equal(reader.recents()[0]?.last.timeMs, isUsed ? pointMs - apartMs : pointMs);
    });

  it('names with quotes are escaped in queries', () => {
    const chosen = { clusterName: "it's", fromMs: 5, nodes: ["a'b"] };
    assert.match(
      recentQuery(layoutOf('wide'), 'pods', chosen),
      /"cluster" = 'it\\'s' AND \("node" = 'a\\'b'\) AND time > 5ms/,
    );
  });
});
