import { setTimeout as sleep } from 'node:timers/promises';

/** Does a step again and again until `signal` ends. The step says how many milliseconds to wait before the next. */
export async function again(signal: AbortSignal, step: () => Promise<number>): Promise<void> {
  while (!signal.aborted) {
    const waitMs = await step();
    await sleep(waitMs, undefined, { signal }).catch(() => undefined);
  }
}
