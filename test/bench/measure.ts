import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a whole process cost, from its first instruction on. */
interface Usage {
  readonly cpuSeconds: number;
  readonly peakRssBytes: number;
  /** From when Node began, less what it waited. */
  readonly busyMs: number;
  /** From when it was started until it was gone. */
  readonly wallMs: number;
  /** The same, less what it waited. */
  readonly wholeMs: number;
}

/** What the process says of itself at its end. */
type Told = Omit<Usage, 'wallMs' | 'wholeMs'> & { readonly idleMs: number };

const preload = fileURLToPath(new URL('usage.cjs', import.meta.url));

/**
 * Runs Node with these arguments, and no other variables than these.
 *
 * @param core the one that it may use; any where none is named
 * @throws Error where it ends with anything but 0
 */
export async function measure(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  core?: number,
): Promise<Usage> {
  const folder = mkdtempSync(join(tmpdir(), 'heapline-usage-'));
  const file = join(folder, 'usage.json');
  const command = [
    ...(core === undefined ? [] : ['taskset', '-c', String(core)]),
    process.execPath,
    '-r',
    preload,
  ];
  const startMs = performance.now();
  try {
    const child = spawn(command[0] ?? '', [...command.slice(1), ...args], {
      env: { PATH: process.env['PATH'] ?? '', HEAPLINE_BENCH_USAGE: file, ...environment },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    const wallMs = performance.now() - startMs;
    if (code !== 0)
      throw new Error(`${args.join(' ').slice(0, 200)} ended with ${String(code)}: ${said.slice(-2000)}`);
    const { idleMs, ...usage } = JSON.parse(readFileSync(file, 'utf8')) as Told;
    return { ...usage, wallMs, wholeMs: wallMs - idleMs };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Of user and system together, in hundredths, of a process that goes on. */
export function cpuSecondsOf(pid: number | undefined): number {
  const fields =
    readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
      .split(') ')[1]
      ?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
