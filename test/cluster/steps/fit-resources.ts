import assert from 'node:assert/strict';
import { logsOf, runJob } from '../jobs.ts';
import type { World } from '../scenario.ts';

/** `resize` changes the one CronJob that its Role names, and may change no other. */
export async function fitResources(world: World): Promise<void> {
  const { kubectl, say } = world;
  const { exitCode } = await runJob(world, 'resize-once', 'heapline-resize');
  const words = (await logsOf(world, 'resize-once')).trim();
  assert.equal(exitCode, 0, words);
  // Two nodes count as 16: 100m + 16 × 0.1m, 192Mi + 16 × 96Ki.
  const wanted = { requests: { cpu: '102m', memory: '194Mi' }, limits: { cpu: '1', memory: '194Mi' } };
  const path = '{.spec.jobTemplate.spec.template.spec.containers[0].resources}';
  const resources = await kubectl(['-n', 'heapline', 'get', 'cronjob', 'heapline', '-o', `jsonpath=${path}`]);
  assert.deepEqual(JSON.parse(resources), wanted);
  const mayPatch = (name: string) =>
    kubectl([
      ...['auth', 'can-i', 'patch', `cronjobs/${name}`, '-n', 'heapline'],
      '--as=system:serviceaccount:heapline:heapline-resize',
    ]).then(
      (answer) => answer.trim(),
      () => 'no',
    );
  assert.deepEqual([await mayPatch('heapline'), await mayPatch('heapline-resize')], ['yes', 'no']);
  say(`resize: ${words}`);
}
