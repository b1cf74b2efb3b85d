import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastOfNode, pointsOf } from '../influx.ts';
import { runJob } from '../jobs.ts';
import type { World } from '../scenario.ts';

/** POST /stats/container/, where kubelets still have it. */
export async function readContainerEndpoint(world: World): Promise<void> {
  const { kubectl, scenario, say } = world;
  if (scenario.containerSource === undefined) {
    say('/stats/container/ is not read: kubelets of this version have no such endpoint');
    return;
  }
  await kubectl(
    ['apply', '--server-side', '--force-conflicts', '-f', '-'],
    readFileSync(scenario.containerSource, 'utf8'),
  );
  await sleep(3_000);
  const startMs = Date.now();
  const { exitCode, events } = await runJob(world, 'container-endpoint');
  assert.equal(exitCode, 0, JSON.stringify(events));
  assert.equal((await lastOfNode(world, 'node-a'))?.fields['source'], 'container');
  const fresh = (await pointsOf(world, 'kube_container')).filter(
    ({ tags, timeMs }) => tags['namespace'] === 'shop' && timeMs > startMs - 60_000,
  );
  assert.ok(fresh.length >= 2);
  say(
    `with the component container-source a run ends with ${exitCode}; of its role is left: ${await kubectl(['get', 'clusterrole', 'heapline', '-o', 'jsonpath={.rules[2].verbs} {.rules[2].resources}'])}`,
  );
}
