import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readerOf } from '../../../lib/util/field-reader.ts';
import { roleOf } from '../../../lib/decode/cgroup-role.ts';

const uid = '0a1b2c3d-1111-2222-3333-444455556666';
const underscored = uid.replaceAll('-', '_');
const labels = {
  'io.kubernetes.pod.namespace': 'shop',
  'io.kubernetes.pod.name': 'web-0',
  'io.kubernetes.pod.uid': uid,
};
const ref = { namespace: 'shop', pod: 'web-0', uid };
const sandbox = { kind: 'sandbox', ref, name: 'POD' } as const;
const container = { kind: 'container', ref, name: 'app' } as const;

describe('roleOf', () => {
  for (const [title, name, others, role] of [
    ['the root is the node', '/', {}, { kind: 'node' }],
    [
      'labels of the kubelet tell a container',
      '/kubepods/pod1/abc',
      { spec: { labels: { ...labels, 'io.kubernetes.container.name': 'app' } } },
      container,
    ],
    ['containerd’s sandbox has no container name', '/kubepods/pod1/abc', { spec: { labels } }, sandbox],
    [
      'the sandbox of Docker and CRI-O is named POD',
      '/kubepods/pod1/abc',
      { spec: { labels: { ...labels, 'io.kubernetes.container.name': 'POD' } } },
      sandbox,
    ],
    [
      'Docker’s name tells a container',
      '/docker/abc',
      { aliases: [`k8s_app_web-0_shop_${uid}_2`] },
      container,
    ],
    [
      'Docker’s name of old kubelets has a hash',
      '/docker/abc',
      { aliases: [`k8s_app.1f2e_web-0_shop_${uid}_0`] },
      container,
    ],
    ['Docker’s name tells the sandbox', '/docker/abc', { aliases: [`k8s_POD_web-0_shop_${uid}_0`] }, sandbox],
    ['cgroupfs names a pod by its UID', `/kubepods/burstable/pod${uid}`, {}, { kind: 'pod', uid }],
    [
      'systemd names a pod by its UID with underscores',
      `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${underscored}.slice`,
      {},
      { kind: 'pod', uid },
    ],
    [
      'what runs beside a pod’s containers is fleeting',
      `/kubepods/pod${uid}/stray`,
      {},
      { kind: 'transient' },
    ],
    ['a login is fleeting', '/user.slice/user-1000.slice/session-3.scope', {}, { kind: 'transient' }],
    ['a mount is fleeting', '/system.slice/dev-hugepages.mount', {}, { kind: 'transient' }],
    [
      'every other cgroup is a system container',
      '/system.slice/kubelet.service',
      {},
      { kind: 'system', name: 'system.slice/kubelet.service' },
    ],
    [
      'an alias names a system container',
      '/docker/abc',
      { aliases: ['registry'] },
      { kind: 'system', name: 'registry' },
    ],
  ] as const)
    it(title, () => assert.deepEqual(roleOf(readerOf(others, 100)!, name), role));
});
