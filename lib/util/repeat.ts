import { setTimeout as sleep } from 'node:timers/promises';

/** Repeats a step until `signal` aborts. The step gives the delay before the next one, in milliseconds. */
export async function repeatUntilAborted(signal: AbortSignal, step: () => Promise<number>): Promise<void> {
  while (!signal.aborted) {
    const waitMs = await step();
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }
}
