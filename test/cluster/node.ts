import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { flags } from './control-plane.ts';
import { type StartDaemon, until } from './daemons.ts';
import { pauseImage } from './images.ts';
import type { Kubernetes } from './kubernetes.ts';
import { makeControlGroup } from './machine.ts';
import { addresses, type NodeName, type Pki } from './pki.ts';

export interface Node {
  readonly name: NodeName;
  readonly address: string;
  /** The root of its pods' control groups, below each hierarchy. */
  readonly controlGroup: string;
  /** Starts the kubelet, and gives its process. */
  readonly startKubelet: () => ChildProcess;
}

/** Starts a node's container runtime, and brings images into it. Its kubelet is not started yet. */
export async function startNode(
  name: NodeName,
  options: {
    readonly kubernetes: Kubernetes;
    readonly pki: Pki;
    readonly folder: string;
    readonly controlGroupPrefix: string;
    readonly images: readonly string[];
    readonly networkPlugins: string;
    readonly start: StartDaemon;
  },
): Promise<Node> {
  const { kubernetes, pki, images, start } = options;
  const folder = join(options.folder, name);
  const index = Object.keys(addresses.nodes).indexOf(name);
  const address = addresses.nodes[name];
  const controlGroup = `${options.controlGroupPrefix}-${name}`;
  const socket = join(folder, 'containerd.sock');
  mkdirSync(join(folder, 'cni'), { recursive: true });
  makeControlGroup(controlGroup);
  writeFileSync(join(folder, 'cni/10-bridge.conflist'), JSON.stringify(podNetwork(name, index, folder)));
  writeFileSync(
    join(folder, 'containerd.toml'),
    containerdToml(kubernetes, folder, socket, options.networkPlugins),
  );
  writeFileSync(
    join(folder, 'kubelet.json'),
    JSON.stringify(kubeletConfiguration(kubernetes, pki, name, address, index, folder, socket, controlGroup)),
  );
  const enter = await ownMounts(folder);
  start(`containerd-${name}`, ...enter(kubernetes.containerd, ['-c', join(folder, 'containerd.toml')]));
  const ctr = join(dirname(kubernetes.containerd), 'ctr');
  await until(`containerd of ${name}`, 30_000, () => {
    execFileSync(ctr, ['-a', socket, 'version'], { stdio: 'ignore' });
    return Promise.resolve(true);
  });
  for (const image of images)
    execFileSync(ctr, ['-a', socket, '-n', 'k8s.io', 'images', 'import', image], { stdio: 'ignore' });
  const kubeletFlags = flags({
    config: join(folder, 'kubelet.json'),
    kubeconfig: pki(`${name}.kubeconfig`),
    'hostname-override': name,
    'node-ip': address,
    'root-dir': join(folder, 'kubelet'),
    'cert-dir': join(folder, 'certificates'),
    ...(kubernetes.isOld
      ? {
          'container-runtime': 'remote',
          'container-runtime-endpoint': `unix://${socket}`,
          // cAdvisor's own way to it: without one pods have no network numbers.
          containerd: socket,
          'enable-cadvisor-json-endpoints': true,
        }
      : {}),
  });
  return {
    name,
    address,
    controlGroup,
    startKubelet: () => start(`kubelet-${name}`, ...enter(join(kubernetes.folder, 'kubelet'), kubeletFlags)),
  };
}

/** Paths that every kubelet of this age writes to, whatever it is told, are each node's own. */
async function ownMounts(
  folder: string,
): Promise<(program: string, args: readonly string[]) => [string, string[]]> {
  const mark = join(folder, 'mounts-are-there');
  const binds = ['/var/log/pods', '/var/log/containers', '/var/lib/kubelet'].map((path) => {
    const own = join(folder, 'own', path);
    for (const needed of [own, path]) mkdirSync(needed, { recursive: true });
    return `mount --bind ${own} ${path}`;
  });
  const script = ['mount --make-rshared /', ...binds, `touch ${mark}`, 'exec sleep infinity'].join(' && ');
  const { pid } = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script], {
    stdio: 'ignore',
  });
  await until(`the mounts of ${folder}`, 10_000, () => Promise.resolve(existsSync(mark)));
  return (program, args) => ['nsenter', ['-t', String(pid), '-m', program, ...args]];
}

/** A bridge for each node, whose address is its pods' way out; everything is local, so nothing is translated. */
function podNetwork(name: string, index: number, folder: string): object {
  return {
    cniVersion: '0.4.0',
    name,
    plugins: [
      {
        type: 'bridge',
        bridge: `cni-${name}`,
        isGateway: true,
        hairpinMode: true,
        ipam: {
          type: 'host-local',
          dataDir: join(folder, 'addresses'),
          ranges: [[{ subnet: `10.244.${index + 1}.0/24` }]],
          routes: [{ dst: '0.0.0.0/0' }],
        },
      },
    ],
  };
}

function containerdToml({ isOld }: Kubernetes, folder: string, socket: string, plugins: string): string {
  const runtime = isOld ? 'io.containerd.grpc.v1.cri' : 'io.containerd.cri.v1.runtime';
  const network = isOld ? `bin_dir = "${plugins}"` : `bin_dirs = ["${plugins}"]`;
  const pause = isOld
    ? `[plugins."${runtime}"]\n  sandbox_image = "${pauseImage}"\n  stream_server_address = "127.0.0.1"`
    : `[plugins."io.containerd.cri.v1.images".pinned_images]\n  sandbox = "${pauseImage}"\n[plugins."${runtime}"]`;
  return `
version = ${isOld ? 2 : 3}
root = "${folder}/containerd"
state = "${folder}/containerd-state"
disabled_plugins = ["io.containerd.nri.v1.nri"]
[grpc]
  address = "${socket}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${folder}/opt"
${pause}
  # Whoever may not make processes less likely to be killed still runs pods.
  restrict_oom_score_adj = true
  [plugins."${runtime}".cni]
    ${network}
    conf_dir = "${folder}/cni"
  [plugins."${runtime}".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."${runtime}".containerd.runtimes.runc.options]
      SystemdCgroup = false
`;
}

function kubeletConfiguration(
  { isOld }: Kubernetes,
  pki: Pki,
  name: NodeName,
  address: string,
  index: number,
  folder: string,
  socket: string,
  controlGroup: string,
): object {
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    // All on one port, each at its own address.
    address,
    port: 10250,
    readOnlyPort: 10255,
    healthzPort: 10300 + index,
    tlsCertFile: pki(`${name}-serving.crt`),
    tlsPrivateKeyFile: pki(`${name}-serving.key`),
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true, cacheTTL: '1s' },
      x509: { clientCAFile: pki('ca.crt') },
    },
    authorization: { mode: 'Webhook', webhook: { cacheAuthorizedTTL: '1s', cacheUnauthorizedTTL: '1s' } },
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${controlGroup}`,
    clusterDomain: 'cluster.local',
    clusterDNS: [addresses.controlPlane],
    resolvConf: '',
    failSwapOn: false,
    makeIPTablesUtilChains: false,
    evictionHard: {
      'memory.available': '50Mi',
      'nodefs.available': '1%',
      'imagefs.available': '1%',
      'nodefs.inodesFree': '1%',
    },
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    nodeStatusUpdateFrequency: '1s',
    volumePluginDir: join(folder, 'volume-plugins'),
    ...(isOld
      ? {}
      : {
          containerRuntimeEndpoint: `unix://${socket}`,
          failCgroupV1: false,
          podLogsDir: join(folder, 'pod-logs'),
        }),
  };
}
