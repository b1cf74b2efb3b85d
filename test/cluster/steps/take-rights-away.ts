import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastOfNode } from '../influx.ts';
import { runJob } from '../jobs.ts';
import type { World } from '../scenario.ts';

// Kubelets and the API server remember for a second who may do what.
const forgottenMs = 3_000;

/** A missing right is answered with the rule that grants it, by the kubelet's refusal and by the API server's. */
export async function takeRightsAway(world: World): Promise<void> {
  const { kubectl, say } = world;
  const rules = await kubectl(['get', 'clusterrole', 'heapline', '-o', 'jsonpath={.rules}']);
  const set = async (value: unknown) => {
    await kubectl([
      ...['patch', 'clusterrole', 'heapline', '--type=json', '-p'],
      JSON.stringify([{ op: 'replace', path: '/rules', value }]),
    ]);
    await sleep(forgottenMs);
  };
  const all = JSON.parse(rules) as unknown[];

  await set(all.slice(0, 2));
  const refused = await runJob(world, 'without-statistics');
  const node = refused.events.find(({ event }) => event === 'node_failed');
  say(
    `without nodes/stats a run ends with ${refused.exitCode}: ${String(node?.['msg'])}\n             ${String(node?.['remedy'])}`,
  );
  assert.equal(refused.exitCode, 4);
  assert.equal(node?.['cause'], 'forbidden');
  assert.ok(
    String(node['remedy']).includes('- {apiGroups: [""], resources: ["nodes/stats"], verbs: ["get"]}'),
  );
  assert.equal((await lastOfNode(world, 'node-a'))?.fields['cause'], 'forbidden');

  await set([]);
  const blind = await runJob(world, 'without-anything');
  const failed = blind.events.find(({ event }) => event === 'failed');
  say(
    `without any right it ends with ${blind.exitCode}: ${String(failed?.['msg'])}\n             ${String(failed?.['remedy'])}`,
  );
  assert.equal(blind.exitCode, 3);
  assert.ok(
    String(failed?.['remedy']).includes('- {apiGroups: [""], resources: ["nodes"], verbs: ["list"]}'),
  );

  await set(all);
  const again = await runJob(world, 'with-all-again');
  say(`with its role again it ends with ${again.exitCode}`);
  assert.equal(again.exitCode, 0);
}
