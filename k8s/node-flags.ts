/**
 * Node's flags in the CronJob. V8 uses a code cache only with the flags that it was made with. Flags other
 * than heap sizes make Node compile its own modules again, which costs each start 15 ms: those are set later
 * (functions/short-run.ts).
 */
export const nodeFlags = ['--max-semi-space-size=4', '--v8-pool-size=1'];
