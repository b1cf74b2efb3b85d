import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { workloadOf } from '../../../lib/kubernetes/workload.ts';

describe('workloadOf', () => {
  for (const [title, pod, expected] of [
    [
      'a ReplicaSet’s name less the pod-template-hash is the Deployment',
      ['web-7c9d8f6b5d-x', '7c9d8f6b5d', 'ReplicaSet', 'web-7c9d8f6b5d'],
      'Deployment web',
    ],
    [
      'a ReplicaSet without the hash stands for itself',
      ['web-x', undefined, 'ReplicaSet', 'web'],
      'ReplicaSet web',
    ],
    [
      'a ReplicaSet whose name does not end in the hash stands for itself',
      ['web-x', 'abc', 'ReplicaSet', 'web-def'],
      'ReplicaSet web-def',
    ],
    [
      'a Job’s name less its minute is the CronJob',
      ['r-29758000-x', undefined, 'Job', 'report-29758000'],
      'CronJob report',
    ],
    [
      'a Job’s name less its second is the CronJob of a controller before 1.21',
      ['r', undefined, 'Job', 'report-1600000020'],
      'CronJob report',
    ],
    [
      'a Job whose name ends in a date stands for itself',
      ['r', undefined, 'Job', 'import-20240101'],
      'Job import-20240101',
    ],
    ['a Job of another name stands for itself', ['r', undefined, 'Job', 'migrate'], 'Job migrate'],
    [
      'a Job that has nothing but a minute for a name stands for itself',
      ['r', undefined, 'Job', '29758000'],
      'Job 29758000',
    ],
    [
      'a DaemonSet, a StatefulSet and what somebody invented stand for themselves',
      ['db-0', undefined, 'PostgresCluster', 'db'],
      'PostgresCluster db',
    ],
    [
      'a static pod is its manifest’s, on every node',
      ['kube-proxy-node-a', undefined, 'Node', 'node-a'],
      'StaticPod kube-proxy',
    ],
    ['a pod without an owner is its own', ['toolbox', undefined], 'Pod toolbox'],
  ] as const)
    it(title, () => {
      const [name, podTemplateHash, kind, owner] = pod;
      const found = workloadOf({
        name,
        node: 'node-a',
        podTemplateHash,
        owner: kind === undefined ? undefined : { kind, name: owner },
      });
      assert.equal(`${found.workloadKind} ${found.workload}`, expected);
    });
});
