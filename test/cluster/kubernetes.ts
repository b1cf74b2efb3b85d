import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from '../setup/debian.ts';

export const programs = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubelet'] as const;

/** A Kubernetes that is built, and what of Debian goes with it. */
export interface Kubernetes {
  /** As `1.20.2`. */
  readonly version: string;
  /** Where its programs are. */
  readonly folder: string;
  readonly etcd: string;
  readonly containerd: string;
  readonly kubectl: string;
  /** 1.20: its flags, its container runtime, `/stats/container/`. */
  readonly isOld: boolean;
}

/** The folder of this version's programs, from the cache or from `build`; half a build is never there. */
export function built(version: string, build: (work: string, out: string) => void): string {
  const folder = join(cache, 'kubernetes', version);
  if (existsSync(folder)) return folder;
  console.error(`heapline: building Kubernetes ${version} into ${folder}; this takes minutes …`);
  const startMs = Date.now();
  mkdirSync(join(folder, '..'), { recursive: true });
  const work = mkdtempSync(join(cache, 'kubernetes', 'build-'));
  try {
    const out = join(work, 'programs');
    mkdirSync(out);
    build(work, out);
    renameSync(out, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  console.error(
    `heapline: Kubernetes ${version} is built, after ${Math.round((Date.now() - startMs) / 1000)} s`,
  );
  return folder;
}

/** What tells a program its own version. */
export function linkerFlags(version: string): string {
  const [major = '', minor = ''] = version.split('.');
  const says = { gitVersion: `v${version}`, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  const of = 'k8s.io/component-base/version';
  return ['-s', '-w', ...Object.entries(says).map(([name, value]) => `-X ${of}.${name}=${value}`)].join(' ');
}
