import { setTimeout as sleep } from 'node:timers/promises';
import { Command, CommanderError } from 'commander';
import { AppError, exitCodes } from '../lib/errors.ts';
import type { Host } from '../lib/host.ts';
import { jsonReporter } from '../lib/report/json-reporter.ts';
import type { Reporter } from '../lib/report/reporter.ts';
import { textReporter } from '../lib/report/text-reporter.ts';
import { version } from '../lib/version.ts';
import { addDoctor } from './doctor.ts';
import { watchHeap } from './heap-watch.ts';
import { addScrape } from './scrape-once.ts';
import { addSetupInflux } from './setup-influx.ts';
import { speaksToPeople } from './speaks-to-people.ts';

// Whoever reads may go away (`| head`): that ends the reading, and is no failure. A log that cannot be written is none either.
const outputErrors: Error[] = [];
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') outputErrors.push(error);
});
process.stderr.on('error', () => undefined);

const interrupt = new AbortController();
for (const name of ['SIGTERM', 'SIGINT'] as const)
  process.once(name, () => interrupt.abort(`${name} was received`));

const host: Host = {
  environment: process.env,
  now: Date.now,
  random: Math.random,
  stdout: process.stdout,
  usage: () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    return { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakRssBytes: maxRSS * 1024 };
  },
  interrupt: interrupt.signal,
  shortOfMemory: watchHeap(),
};

let reporter = firstReporter();
const ending = { hasDeadline: false };
const mostFlushMs = 5_000;
const program = new Command('heapline')
  .description('Kubernetes metrics from every kubelet to InfluxDB, once')
  .version(version)
  .exitOverride();
addScrape(
  program,
  host,
  process.stderr,
  (chosen) => {
    reporter = chosen;
    ending.hasDeadline = true;
  },
  (code) => (process.exitCode = code),
);
addSetupInflux(program, host, process.stderr, (chosen) => (reporter = chosen));
addDoctor(
  program,
  host,
  process.stderr,
  (chosen) => (reporter = chosen),
  (code) => (process.exitCode = code),
);

try {
  await program.parseAsync();
} catch (error) {
  // The one place where an error becomes an exit code.
  const known = error instanceof AppError;
  const isUsage = error instanceof CommanderError;
  if (isUsage) process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.configuration;
  else if (known) reporter.failed(error.message, error.remedy, error.code);
  else
    reporter.failed(
      error instanceof Error ? (error.stack ?? error.message) : String(error),
      'This is a bug in heapline: please report it with the lines above.',
      'bug',
    );
  if (!isUsage) process.exitCode = known ? error.exitCode : exitCodes.bug;
}

const [outputError] = outputErrors;
if (outputError && !hasFailed()) {
  reporter.failed(
    `Standard output could not be written: ${outputError.message}.`,
    'Make room on the disk.',
    'full',
  );
  process.exitCode = exitCodes.configuration;
}
// What has been said is read first, for as long as it takes where a run has no deadline. Then whatever still hangs, as a
// credentials plugin may, has had its time.
await Promise.race([
  Promise.all([flushed(process.stdout), flushed(process.stderr)]),
  ...(ending.hasDeadline ? [sleep(mostFlushMs, undefined, { ref: false })] : []),
]);
process.exit();

/** Until the settings are known: a scrape in a pod speaks to a log collector, everything else to people. */
function firstReporter(): Reporter {
  const isText = speaksToPeople(process.env['LOG_FORMAT'] ?? 'auto', process.stderr);
  return process.argv[2] === 'scrape' && !isText
    ? jsonReporter('info', process.stderr)
    : textReporter(process.stderr, 'info');
}

function hasFailed(): boolean {
  return Boolean(process.exitCode);
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once('close', resolve).once('error', () => resolve());
    stream.write('', () => resolve());
  });
}
