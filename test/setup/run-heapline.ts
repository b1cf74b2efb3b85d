import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { nodeFlags } from '../../k8s/node-flags.ts';

export const sources = fileURLToPath(new URL('../../functions/heapline.mjs', import.meta.url));

const bundle = process.env['HEAPLINE_BUNDLE'];

/**
 * Arguments for Node: the bundle that `npm test` has built, which starts in a quarter of the time, else the
 * sources. The loader's test shows that they do the same.
 */
export const program: readonly string[] = bundle === undefined ? [sources] : [...nodeFlags, bundle];

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/**
 * Runs heapline as its users do, in a process of its own, with these variables and no others.
 *
 * @param onStart gets a way to send it a signal, and what it says
 * @param started arguments for Node, where it is another program
 */
export function runHeapline(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  onStart: (kill: (signal: NodeJS.Signals) => void, stderr: Readable, stdout: Readable) => void = () =>
    undefined,
  started = program,
): Promise<Ran> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [...started, ...args], {
    env: { PATH: process.env['PATH'] ?? '', HOME: '/nonexistent', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onStart((signal) => child.kill(signal), child.stderr, child.stdout);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr, durationMs: performance.now() - startMs }));
  });
}

/** The events of a run that logged JSON. */
export function eventsOf({ stderr }: Ran): Record<string, unknown>[] {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
