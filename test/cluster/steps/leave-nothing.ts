import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { World } from '../scenario.ts';

/** `kubectl delete` of what was applied leaves nothing of heapline in the cluster. */
export async function leaveNothing({ kubectl, scenario, say }: World): Promise<void> {
  const apiServices = ['v1.metrics.k8s.io', 'v1beta1.metrics.k8s.io'];
  // Of Kubernetes 1.20 a Job made them.
  if (!readFileSync(scenario.metricsApi, 'utf8').includes('kind: APIService'))
    await kubectl(['delete', 'apiservice', ...apiServices]);
  await kubectl(['delete', '--ignore-not-found', '-f', '-'], readFileSync(scenario.metricsApi, 'utf8'));
  const left = await kubectl([
    'get',
    'namespace,clusterrole,clusterrolebinding,rolebinding,apiservice',
    '-A',
    '-o',
    'name',
  ]);
  const ours = left.split('\n').filter((name) => /heapline|metrics/.test(name));
  assert.deepEqual(ours, []);
  say('what was applied is deleted, and nothing of it is left');
}
