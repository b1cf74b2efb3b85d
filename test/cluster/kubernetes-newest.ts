import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { debianProgram } from '../setup/debian.ts';
import { built, type Kubernetes, linkerFlags, programs } from './kubernetes.ts';

/**
 * The newest released Kubernetes that the machine's Go module proxy has, built by the machine's Go.
 *
 * @throws Error where there is no Go, no proxy, or none that this Go builds
 */
export function kubernetesNewest(): Kubernetes {
  const version = newestVersion();
  const folder = built(version, (work, out) => {
    const { GoMod: theirs } = JSON.parse(
      go(['mod', 'download', '-json', `k8s.io/kubernetes@v${version}`], work),
    ) as { GoMod: string };
    writeFileSync(join(work, 'go.mod'), goMod(version, readFileSync(theirs, 'utf8')));
    const packages = programs.map((program) => `k8s.io/kubernetes/cmd/${program}`);
    go(['build', '-mod=mod', '-ldflags', linkerFlags(version), '-o', `${out}/`, ...packages], work);
  });
  return {
    version,
    folder,
    etcd: debianProgram({ package: 'etcd-server', suite: 'sid', path: 'usr/bin/etcd' }),
    containerd: debianProgram({ package: 'containerd', suite: 'sid', path: 'usr/bin/containerd' }),
    kubectl: debianProgram({ package: 'kubectl', suite: 'sid', path: 'usr/bin/kubectl' }),
    isOld: false,
  };
}

function newestVersion(): string {
  const versions = go(['list', '-m', '-versions', 'k8s.io/kubernetes'], '/').trim().split(' ');
  const newest = versions.filter((version) => /^v\d+\.\d+\.\d+$/.test(version)).at(-1);
  if (newest === undefined) throw new Error('the module proxy has no Kubernetes');
  return newest.slice(1);
}

/**
 * Kubernetes requires its parts at v0.0.0 and finds them in its own tree, which counts only for itself: here each is
 * replaced by what was published of it. What else it requires, Go finds out while it builds.
 */
function goMod(version: string, theirs: string): string {
  const parts = [...theirs.matchAll(/^\s*(k8s\.io\/\S+) v0\.0\.0$/gm)].map(([, part]) => part);
  const published = `v0.${version.split('.').slice(1).join('.')}`;
  return [
    'module heapline.test/kubernetes',
    ...theirs.split('\n').filter((line) => /^go(debug)? /.test(line)),
    `require k8s.io/kubernetes v${version}`,
    ...[...new Set(parts)].map((part) => `replace ${part} => ${part} ${published}`),
    '',
  ].join('\n');
}

function go(args: readonly string[], cwd: string): string {
  return execFileSync('go', args, {
    cwd,
    env: { ...process.env, GOFLAGS: '-buildvcs=false -p=2', CGO_ENABLED: '0', GOWORK: 'off' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 64 * 2 ** 20,
  });
}
