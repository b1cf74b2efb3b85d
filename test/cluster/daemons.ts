import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Starts servers whose words go to a file each in `folder`. */
export function daemonsIn(folder: string, path: string) {
  return (name: string, program: string, args: readonly string[]): ChildProcess => {
    const log = join(folder, `${name}.log`);
    const output = openSync(log, 'a');
    const child = spawn(program, args, {
      stdio: ['ignore', output, output],
      env: { PATH: path, HOME: folder },
    });
    child.once('exit', (code, signal) => {
      if (signal !== null) return;
      console.error(`${name} ended with ${String(code)}:\n${readFileSync(log, 'utf8').slice(-3000)}`);
    });
    return child;
  };
}

export type StartDaemon = ReturnType<typeof daemonsIn>;

/** Asks again and again until there is an answer. @throws Error with what was awaited, after `patienceMs` */
export async function until<Answer>(
  what: string,
  patienceMs: number,
  ask: () => Promise<Answer | undefined | false>,
): Promise<Answer> {
  const deadline = Date.now() + patienceMs;
  let last: unknown = undefined;
  while (Date.now() < deadline) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    await sleep(500);
  }
  throw new Error(`For ${patienceMs / 1000} s it was waited in vain: ${what}.`, { cause: last });
}
