import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { debianProgram } from './debian.ts';

const run = promisify(execFile);

const programs = {
  '1.20': { package: 'kubernetes-client', suite: 'bookworm', path: 'usr/bin/kubectl' },
  '1.32': { package: 'kubectl', suite: 'trixie', path: 'usr/bin/kubectl' },
  '1.36': { package: 'kubectl', suite: 'sid', path: 'usr/bin/kubectl' },
} as const;

export type KubectlVersion = keyof typeof programs;

export const kubectlVersions = Object.keys(programs) as KubectlVersion[];

export function kubectlProgram(version: KubectlVersion = '1.32'): string {
  return debianProgram(programs[version]);
}

/** What `kubectl kustomize FOLDER` prints. */
export async function kustomize(folder: string): Promise<string> {
  const { stdout } = await run(kubectlProgram(), ['kustomize', folder], { maxBuffer: 64 * 2 ** 20 });
  return stdout;
}
