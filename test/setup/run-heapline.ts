import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** heapline's door, for those who start it in another way. */
export const program = fileURLToPath(new URL('../../functions/heapline.mjs', import.meta.url));

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
 * @param started what is started, where it is not the door
 * @param nodeFlags Node's own
 */
export function runHeapline(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  onStart: (kill: (signal: NodeJS.Signals) => void, stderr: Readable, stdout: Readable) => void = () =>
    undefined,
  started = program,
  nodeFlags: readonly string[] = [],
): Promise<Ran> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, started, ...args], {
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
