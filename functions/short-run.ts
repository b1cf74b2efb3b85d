import { setFlagsFromString } from 'node:v8';

/**
 * Fits V8 to a run that is over in seconds.
 *
 * The heap is kept close to what is in use: V8 would let it grow to several times that before it looks for garbage, and the run
 * would be over before it pays. Bodies, which lie outside of it, are not counted with it: they come and go, and V8 would look
 * through the whole heap for them. The garbage of young objects is not waited for either. Only what is called often is optimised,
 * and what is called very often as far as it goes: that work is dear, and in a process that goes on pays for itself later. The
 * parser of HTTP, which is WebAssembly, is never optimised: to do so takes 20 MiB, and a fifth of the CPU of a short run.
 *
 * A V8 that this was not tried with is left as it is: of a flag that it does not know it tells on standard error.
 *
 * @see https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
export function fitForShortRun(): void {
  for (const flag of flagsFor(process.versions.v8)) setFlagsFromString(flag);
}

// Marking bit by bit stays on: without it a helper of V8 may wait for a collection that the end of the process never makes.
const flags = [
  '--heap-growing-percent=70',
  '--invocation-count-for-maglev=1600',
  '--invocation-count-for-turbofan=120000',
  '--no-wasm-dynamic-tiering',
  '--no-wasm-tier-up',
];
const youngAtAnyTime = '--no-separate-gc-phases';
const bodiesApart = '--external-memory-accounted-in-global-limit';

/** Those of Node 22, 24 and 26. */
const flagsOf: Readonly<Record<string, readonly string[]>> = {
  '12.4': [...flags, youngAtAnyTime],
  '13.6': [...flags, youngAtAnyTime, bodiesApart],
  '14.6': [...flags, bodiesApart],
};

/** @param version V8's, as Node tells it */
export function flagsFor(version: string): readonly string[] {
  return flagsOf[version.split('.', 2).join('.')] ?? [];
}
