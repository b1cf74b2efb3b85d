import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addresses } from './pki.ts';

/**
 * Makes a machine of its own out of fresh namespaces: network, mounts and processes. Nothing that happens on it is seen
 * outside, but for the folders of control groups.
 */
export function prepareMachine(folder: string): void {
  run('mount', '--make-rshared', '/');
  run('mount', '-t', 'tmpfs', 'tmpfs', '/run');
  mkdirSync('/run/lock');
  // What writes to these writes beside the machine's own.
  for (const part of ['var', 'etc']) {
    const layer = join(folder, 'overlay', part);
    for (const half of ['upper', 'work']) mkdirSync(join(layer, half), { recursive: true });
    run(
      'mount',
      ...[
        '-t',
        'overlay',
        'overlay',
        '-o',
        `lowerdir=/${part},upperdir=${layer}/upper,workdir=${layer}/work`,
        `/${part}`,
      ],
    );
  }
  hideSettings(folder);
  run('ip', 'link', 'set', 'lo', 'up');
  // cAdvisor takes a machine's traffic from its first real interface; without one a node has no network numbers.
  run('ip', 'link', 'add', 'eth0', 'type', 'bridge');
  run('ip', 'link', 'set', 'eth0', 'up');
  for (const address of [addresses.controlPlane, ...Object.values(addresses.nodes)])
    run('ip', 'addr', 'add', `${address}/32`, 'dev', 'eth0');
  // Every address of a Service is this machine's: a forwarder listens there.
  run('ip', 'addr', 'add', addresses.services, 'dev', 'lo');
  // Whoever asks for the way out finds one, and it leads nowhere.
  run('ip', 'route', 'add', 'unreachable', 'default', 'metric', '4278198272');
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
}

/** Kubelets set these for the whole machine, which has no namespace for them: they are given files to write to. */
function hideSettings(folder: string): void {
  mkdirSync(join(folder, 'sysctl'));
  for (const name of [
    'vm/overcommit_memory',
    'vm/panic_on_oom',
    'kernel/panic',
    'kernel/panic_on_oops',
    'kernel/keys/root_maxkeys',
    'kernel/keys/root_maxbytes',
  ]) {
    const file = join(folder, 'sysctl', name.replaceAll('/', '.'));
    writeFileSync(file, readFileSync(`/proc/sys/${name}`));
    run('mount', '--bind', file, `/proc/sys/${name}`);
  }
}

/** Where control groups are: each hierarchy of version 1, and the one of version 2. */
function hierarchies(type: 'cgroup' | 'cgroup2'): string[] {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '));
  return mounts.filter((mount) => mount[2] === type).map((mount) => mount[1] ?? '');
}

/** A kubelet wants its root in every hierarchy that it uses. */
export function makeControlGroup(name: string): void {
  const ofVersion1 = hierarchies('cgroup');
  for (const hierarchy of ofVersion1.length > 0 ? ofVersion1 : hierarchies('cgroup2')) {
    mkdirSync(join(hierarchy, name), { recursive: true });
    if (hierarchy.endsWith('cpuset'))
      for (const file of ['cpuset.cpus', 'cpuset.mems'])
        writeFileSync(join(hierarchy, name, file), readFileSync(join(hierarchy, file)));
  }
}

/** Removes what kubelets left behind, deepest first; a group with processes in it stays. */
export function removeControlGroups(prefix: string): void {
  for (const hierarchy of [...hierarchies('cgroup'), ...hierarchies('cgroup2')]) {
    const found = execFileSync(
      'find',
      [hierarchy, '-depth', '-type', 'd', '-path', `${hierarchy}/${prefix}*`],
      {
        encoding: 'utf8',
      },
    );
    for (const folder of found.split('\n').filter(Boolean)) rmdirSync(folder);
  }
}

function run(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, {
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
  });
}
