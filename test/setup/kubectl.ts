import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { debianProgram } from './debian.ts';

const run = promisify(execFile);

export function kubectlProgram(): string {
  return debianProgram({ package: 'kubectl', suite: 'trixie', path: 'usr/bin/kubectl' });
}

/** What `kubectl kustomize FOLDER` prints. */
export async function kustomize(folder: string): Promise<string> {
  const { stdout } = await run(kubectlProgram(), ['kustomize', folder], { maxBuffer: 64 * 2 ** 20 });
  return stdout;
}
