import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { until } from '../daemons.ts';
import { pointsOf } from '../influx.ts';
import type { World } from '../scenario.ts';

/** The component indexed: four pods of one Job, each with its part of the nodes, two of which at least have none. */
export async function runInShards(world: World): Promise<void> {
  const { kubectl, scenario, say } = world;
  if (scenario.indexed === undefined) {
    say('the component indexed is not tried: it needs Kubernetes 1.29');
    return;
  }
  await kubectl(
    ['apply', '--server-side', '--force-conflicts', '-f', '-'],
    readFileSync(scenario.indexed, 'utf8'),
  );
  await kubectl(['-n', 'heapline', 'create', 'job', '--from=cronjob/heapline', 'in-shards']);
  await kubectl(['-n', 'heapline', 'wait', '--for=condition=Complete', 'job/in-shards', '--timeout=90s']);
  const runs = await until('a run of each shard in InfluxDB', 20_000, async () => {
    const ofShards = (await pointsOf(world, 'heapline_run')).filter(
      ({ tags }) => tags['shard'] !== undefined,
    );
    return ofShards.length >= 4 && ofShards.slice(-4);
  });
  const nodes = runs
    .map(({ tags, fields }) => `${String(tags['shard'])} ${String(fields['nodes_up'])}`)
    .sort();
  say(`in four shards, with nodes: ${nodes.join(', ')}`);
  assert.deepEqual(
    runs.map(({ fields }) => fields['exit_code']),
    [0, 0, 0, 0],
  );
  assert.equal(
    runs.reduce((sum, { fields }) => sum + Number(fields['nodes_up']), 0),
    2,
  );
}
