import type { Shape } from '../reading/shape.ts';

const fields = {
  cpu_usage_core_nanoseconds: 'usageCoreNanoSeconds',
  memory_working_set_bytes: 'workingSetBytes',
  swap_usage_bytes: 'swapBytes',
  start_time_ms: 'startTimeMs',
} as const;

/** Where the schema wide keeps what is read back. */
export const wideShape: Shape = {
  tags: { cluster: 'cluster', node: 'node', namespace: 'namespace', pod: 'pod', container: 'container' },
  parts: {
    nodes: [
      { measurement: 'kube_node', fields },
      {
        measurement: 'kube_filesystem',
        where: { filesystem: 'root', pod: '' },
        fields: { used_bytes: 'ephemeralStorageBytes' },
        isApart: true,
      },
    ],
    pods: [
      { measurement: 'kube_container', fields },
      {
        measurement: 'kube_filesystem',
        where: { filesystem: ['rootfs', 'logs'] },
        fields: { used_bytes: 'ephemeralStorageBytes' },
        isApart: true,
        addedOver: 'filesystem',
      },
    ],
  },
};
