import { setFlagsFromString } from 'node:v8';

/**
 * Sets V8 flags for a process that lives for seconds.
 *
 * The heap grows slowly: by default V8 lets it grow to several times its live size before it collects. Bodies
 * are outside the heap and not counted with it, so that they do not trigger full collections. Only hot code
 * is optimised, because optimising does not pay off in seconds. undici's HTTP parser, which is WebAssembly,
 * is never optimised: that takes 20 MiB and a fifth of the CPU time of a short run.
 *
 * No flags are set for V8 versions that were not tested: unknown flags print a warning.
 *
 * @see https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
export function setShortRunFlags(): void {
  for (const flag of flagsFor(process.versions.v8)) setFlagsFromString(flag);
}

// Incremental marking stays on: without it a V8 helper thread may wait forever at process exit.
const flags = [
  '--heap-growing-percent=70',
  '--invocation-count-for-maglev=1600',
  '--invocation-count-for-turbofan=120000',
  '--no-wasm-dynamic-tiering',
  '--no-wasm-tier-up',
];
const youngAtAnyTime = '--no-separate-gc-phases';
const bodiesApart = '--external-memory-accounted-in-global-limit';

/** For Node 22, 24 and 26. */
const flagsOf: Readonly<Record<string, readonly string[]>> = {
  '12.4': [...flags, youngAtAnyTime],
  '13.6': [...flags, youngAtAnyTime, bodiesApart],
  '14.6': [...flags, bodiesApart],
};

/** @param version V8's, as Node reports it */
export function flagsFor(version: string): readonly string[] {
  return flagsOf[version.split('.', 2).join('.')] ?? [];
}
