import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  addHistory,
  historyKey,
  type Histories,
  historyQuery,
} from '../../../../lib/schema/read-back/history.ts';
import { layoutOf } from '../../../../lib/schema/read-back/recent-points.ts';
import { volumesOf } from '../../../../lib/schema/read-back/recent-volumes.ts';

const span = { clusterName: 'c', fromMs: 1000, toMs: 2000 };

describe('a history', () => {
  it('of several series of one object is their sum at each time', () => {
    const { namespaces } = layoutOf('wide').histories;
    const histories: Histories = new Map();
    const add = (shard: string, ...values: number[][]) =>
      addHistory(histories, namespaces, { tags: { namespace: 'a', shard }, values });
    add('0/2', [60, 1e9], [120, 2e9]);
    add('1/2', [60, 3e9]);
    assert.deepEqual(
      histories.get(historyKey(['a'])),
      new Map([
        [60, 4],
        [120, 2],
      ]),
    );
  });

  it('of a volume is found by the volume’s name, whatever stands before it in the database', () => {
    const layout = layoutOf('heapster');
    const question = historyQuery(layout, layout.histories.volumes, {
      ...span,
      objects: [['ns', 'p', 'disk']],
    });
    assert.match(question, /"resource_id" = 'Volume:disk'/);
    const histories: Histories = new Map();
    const tags = { namespace_name: 'ns', pod_name: 'p', resource_id: 'Volume:disk' };
    addHistory(histories, layout.histories.volumes, { tags, values: [[60, 5]] });
    assert.deepEqual([...histories.keys()], [historyKey(['ns', 'p', 'disk'])]);
  });

  it('of the cluster has no groups', () => {
    const layout = layoutOf('heapster');
    const question = historyQuery(
      layout,
      { ...layout.metric('cluster', 'cpu/usage_rate')!, sumOver: undefined },
      { ...span, objects: [[]] },
    );
    assert.doesNotMatch(question, /GROUP BY|\(\)/);
  });
});

it('volumes of Heapster’s schemas are distinguished from filesystems by their name', () => {
  const layout = layoutOf('heapster');
  const series = (resource_id: string, column: string, value: number) => ({
    tags: { namespace_name: 'ns', pod_name: 'p', resource_id },
    columns: ['time', column],
    values: [[0, value]],
  });
  assert.deepEqual(
    volumesOf(layout, [
      series('Volume:disk', 'used', 5),
      series('Volume:disk', 'capacity', 9),
      series('/', 'used', 1),
    ]),
    [{ namespace: 'ns', pod: 'p', volume: 'disk', claim: undefined, usedBytes: 5, capacityBytes: 9 }],
  );
});
