import assert from 'node:assert/strict';
import { readyNodes } from '../cluster.ts';
import { until } from '../daemons.ts';
import { lastOfNode, pointsOf } from '../influx.ts';
import { runJob } from '../jobs.ts';
import type { World } from '../scenario.ts';

/** A kubelet that connects and never answers, then one that is gone: each costs its own node's numbers, and says so. */
export async function freezeAndKill(world: World): Promise<void> {
  const { kubectl, ask, say, kubelets } = world;
  // With its node InfluxDB would be gone, too.
  const ofInflux = await kubectl([
    '-n',
    'heapline',
    'get',
    'pod',
    'influxdb-0',
    '-o',
    'jsonpath={.spec.nodeName}',
  ]);
  const [broken, sound] =
    ofInflux === 'node-a' ? (['node-b', 'node-a'] as const) : (['node-a', 'node-b'] as const);
  const kubelet = kubelets.get(broken)!;
  await kubectl(['cordon', broken]);

  kubelet.kill('SIGSTOP');
  await expectFailure('frozen', 'timeout');
  kubelet.kill('SIGKILL');
  await expectFailure('killed', 'refused');
  await until(`${broken} is not Ready any more`, 120_000, async () => (await readyNodes(ask)) === 1);
  const { exitCode } = await runJob(world, 'not-ready');
  say(
    `once the API server knows that ${broken} is not Ready, it no longer counts: a run ends with ${exitCode}`,
  );
  assert.equal(exitCode, 0);

  world.restart(broken);
  await until(`${broken} is Ready again`, 120_000, async () => (await readyNodes(ask)) === 2);
  await kubectl(['uncordon', broken]);
  const back = await runJob(world, 'both-again');
  assert.equal(back.exitCode, 0);
  assert.equal((await lastOfNode(world, broken))?.fields['up'], 1);
  say(`with its kubelet started again, ${broken} is up again`);

  async function expectFailure(what: string, cause: string): Promise<void> {
    const startMs = Date.now();
    const { exitCode: code, events } = await runJob(world, what);
    const failed = events.find(({ event }) => event === 'node_failed');
    const finished = events.find(({ event }) => event === 'finished');
    say(
      `with ${broken}’s kubelet ${what}, a run of ${String(finished?.['durationMs'])} ms ends with ${code}: ${String(failed?.['msg'])}`,
    );
    // One of two Ready nodes is half of them, and half is enough.
    assert.equal(code, 0);
    assert.equal(failed?.['node'], broken);
    assert.equal(failed['cause'], cause);
    assert.equal((await lastOfNode(world, broken))?.fields['cause'], cause);
    const ofOther = (await pointsOf(world, 'kube_node')).filter(({ tags }) => tags['node'] === sound).at(-1);
    assert.ok((ofOther?.timeMs ?? 0) > startMs - 30_000, `${sound} has its numbers`);
  }
}
