/**
 * Metrics are chosen in groups, because InfluxDB pays for every field value. `isDefault`: read by `kubectl
 * top`, dashboards and alerts.
 */
export const metricGroups = {
  cpu: { isDefault: true, help: 'CPU: the cumulative counter and the kubelet’s own average' },
  memory: { isDefault: true, help: 'working set, usage, and what is left of the limit' },
  memory_detail: { isDefault: false, help: 'resident set, page cache and page faults' },
  requests: { isDefault: true, help: 'requests and limits of pods, namespaces, nodes and the cluster' },
  container_requests: { isDefault: false, help: 'requests and limits of every container' },
  capacity: {
    isDefault: true,
    help: 'capacity and allocatable of nodes, and what share of it is used and asked for',
  },
  restarts: { isDefault: true, help: 'restarts of containers and pods' },
  network: {
    isDefault: true,
    help: 'the own interfaces of nodes and pods: `eth0`, or where none has this name the network cards',
  },
  interfaces: { isDefault: false, help: 'every other interface, on a node also the ends of its pods’' },
  filesystem: { isDefault: true, help: 'the node’s root filesystem and the pods’ ephemeral storage' },
  container_filesystem: { isDefault: false, help: 'root filesystem and logs of every container' },
  runtime: { isDefault: false, help: 'the container runtime’s image and container filesystems' },
  mounts: {
    isDefault: false,
    help: 'mounts of a node that are no block devices, from /stats/container/; their names hold pod UIDs',
  },
  volume: { isDefault: true, help: 'volumes with a PersistentVolumeClaim' },
  local_volume: { isDefault: false, help: 'every other volume: emptyDir, projected, ConfigMap, Secret' },
  inodes: { isDefault: false, help: 'inodes of every filesystem and volume that is written' },
  swap: { isDefault: false, help: 'swap' },
  process: { isDefault: false, help: 'processes of nodes and pods, and the node’s limit of them' },
  psi: {
    isDefault: false,
    help: 'pressure stall information of CPU, memory and I/O (Kubernetes 1.33 and later)',
  },
  accelerator: { isDefault: false, help: 'accelerators, from kubelets that still report them' },
  custom: { isDefault: false, help: 'user-defined metrics of containers' },
  load: { isDefault: false, help: 'load averages, from /stats/container/' },
  disk_io: { isDefault: false, help: 'bytes read from and written to each device, from /stats/container/' },
  identity: {
    isDefault: false,
    help: 'start times, pod UIDs, phase and QoS class, images, zone and instance type',
  },
} as const;

export type Group = keyof typeof metricGroups;

export const allGroups = Object.keys(metricGroups) as readonly Group[];

export const defaultGroups: readonly Group[] = allGroups.filter((group) => metricGroups[group].isDefault);
