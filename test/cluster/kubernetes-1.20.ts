import { execFileSync } from 'node:child_process';
import { copyFileSync, globSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { debianProgram, debianSource } from '../setup/debian.ts';
import { built, type Kubernetes, linkerFlags, programs } from './kubernetes.ts';

const version = '1.20.2';

/**
 * Kubernetes 1.20.2, the last minor with `/stats/container/`, built from Debian's source package (bookworm) with the Go of
 * its time (bullseye's 1.15; bookworm's refuses its go.mod).
 */
export function kubernetes120(): Kubernetes {
  const folder = built(version, (work, out) => {
    const source = debianSource({ package: 'kubernetes', suite: 'bookworm' });
    const [archive = ''] = globSync('kubernetes_*.orig.tar.*', { cwd: source });
    const tree = join(work, 'tree');
    mkdirSync(tree);
    execFileSync('tar', ['-xf', join(source, archive), '-C', tree, '--strip-components=1']);
    const go = debianProgram({
      package: 'golang-1.15-go',
      suite: 'bullseye',
      path: 'usr/lib/go-1.15/bin/go',
      with: ['golang-1.15-src'],
    });
    const environment = {
      PATH: process.env['PATH'],
      HOME: work,
      GOROOT: dirname(dirname(go)),
      GOCACHE: join(work, 'go-cache'),
      GO111MODULE: 'on',
      GOFLAGS: '-mod=vendor -p=2',
      GOPROXY: 'off',
      CGO_ENABLED: '0',
    };
    const run = (command: string, args: readonly string[], more: object = {}, cwd = tree) =>
      execFileSync(command, args, {
        cwd,
        env: { ...environment, ...more },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
    generateOpenApi(work, tree, (args, ...rest) => run(go, args, ...rest), run);
    const packages = programs.map((program) => `./cmd/${program}`);
    // Without clouds and Docker it takes half the time.
    const tags = ['-tags', 'providerless,dockerless'];
    run(go, ['build', ...tags, '-ldflags', linkerFlags(version), '-o', `${out}/`, ...packages]);
  });
  return {
    version,
    folder,
    etcd: debianProgram({ package: 'etcd-server', suite: 'bookworm', path: 'usr/bin/etcd' }),
    containerd: debianProgram({ package: 'containerd', suite: 'bookworm', path: 'usr/bin/containerd' }),
    kubectl: debianProgram({ package: 'kubernetes-client', suite: 'bookworm', path: 'usr/bin/kubectl' }),
    isOld: true,
  };
}

type Run = (args: readonly string[], more?: object, cwd?: string) => void;

/** The source package lacks the one file that upstream generates while it builds. */
function generateOpenApi(
  work: string,
  tree: string,
  go: Run,
  run: (command: string, ...rest: Parameters<Run>) => void,
) {
  const generator = join(work, 'openapi-gen');
  go(['build', '-o', generator, './vendor/k8s.io/kube-openapi/cmd/openapi-gen']);
  // The generator knows no modules: it wants the tree where a GOPATH would have it.
  const goPath = join(work, 'gopath');
  mkdirSync(join(goPath, 'src/k8s.io'), { recursive: true });
  const linked = join(goPath, 'src/k8s.io/kubernetes');
  symlinkSync(tree, linked);
  const tagged = execFileSync(
    'grep',
    [
      '-Rl',
      '--include=*.go',
      '-E',
      '^// \\+k8s:openapi-gen=',
      'pkg',
      'cmd',
      'plugin',
      'test',
      'vendor/k8s.io/',
    ],
    { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 },
  );
  const folders = [...new Set(tagged.trim().split('\n').map(dirname))]
    .filter((folder) => !/code-generator|sample-apiserver/.test(folder))
    .sort();
  const target = 'k8s.io/kubernetes/pkg/generated/openapi';
  const name = 'zz_generated.openapi';
  run(
    generator,
    [
      ...['-O', name, '-p', target, '--output-base', join(work, 'openapi'), '-r', join(work, 'violations')],
      ...['-h', 'hack/boilerplate/boilerplate.generatego.txt'],
      ...['-i', folders.map((folder) => `k8s.io/kubernetes/${folder}`).join(',')],
    ],
    { GOPATH: goPath, GO111MODULE: 'off', GOFLAGS: '', PWD: linked },
    linked,
  );
  copyFileSync(
    join(work, 'openapi', target, `${name}.go`),
    join(tree, 'pkg/generated/openapi', `${name}.go`),
  );
}
