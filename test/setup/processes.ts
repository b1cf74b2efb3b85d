import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server of a real part, in a folder of its own; `stop` leaves neither process nor data behind. */
export interface Part {
  readonly url: string;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a server on a free port; tries another one where it was taken meanwhile. */
export async function onFreePort(start: (port: number) => Promise<Part>): Promise<Part> {
  for (let attempt = 1; ; attempt++)
    try {
      return await start(await freePort());
    } catch (error) {
      if (attempt === 3 || !/address already in use/.test(String(error))) throw error;
    }
}

/** Starts a server, waits until `isReady`, and sees to its end, also when this process ends. */
export async function startPart(options: {
  readonly name: string;
  readonly url: string;
  readonly command: (folder: string) => readonly [string, ...string[]];
  readonly isReady: () => Promise<boolean>;
}): Promise<Part> {
  const folder = mkdtempSync(join(tmpdir(), `heapline-${options.name}-`));
  const [program, ...args] = options.command(folder);
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + 30_000;
  while (!(await options.isReady().catch(() => false))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${options.name} did not start: ${said}`);
    }
    await sleep(50);
  }
  return { url: options.url, pid: child.pid ?? 0, stop };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
