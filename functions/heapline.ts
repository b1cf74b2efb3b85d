import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Command, CommanderError } from 'commander';
import { config } from 'zod';
import { AppError, type ExitCode, exitCodes } from '../lib/errors/app-error.ts';
import type { Host } from '../lib/model/host.ts';
import type { Reporter } from '../lib/report/reporter.ts';
import { reporterTo, speaksToPeople } from './reporter-for.ts';
import { version } from '../lib/util/version.ts';
import { watchHeap } from './heap-watch.ts';
import type { Shell } from './shell.ts';
import { reportError } from './tell-error.ts';

type Load = () => Promise<(shell: Shell) => void>;

const maxFlushMs = 5_000;
/** Loaded on demand: a run that starts every minute should start fast. */
const commands: Readonly<Record<string, Load>> = {
  scrape: () => import('./scrape-once.ts').then(({ addScrape }) => addScrape),
  'setup-influx': () => import('./setup-influx.ts').then(({ addSetupInflux }) => addSetupInflux),
  doctor: () => import('./doctor.ts').then(({ addDoctor }) => addDoctor),
  resize: () => import('./resize.ts').then(({ addResize }) => addResize),
  serve: () => import('./serve.ts').then(({ addServe }) => addServe),
  top: () => import('./top.ts').then(({ addTop }) => addTop),
  'metrics-api': () => import('./metrics-api.ts').then(({ addMetricsApi }) => addMetricsApi),
  'heapster-api': () => import('./heapster-api.ts').then(({ addHeapsterApi }) => addHeapsterApi),
};
// Commands that log for collectors by default.
const logging = ['scrape', 'serve', 'metrics-api', 'heapster-api'];

// No code is made at run time: the manifests may forbid it.
config({ jitless: true });
void main();

async function main(): Promise<void> {
  // A reader may go away (`| head`): that is no failure. A log that cannot be written is none either.
  const outputErrors: Error[] = [];
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') outputErrors.push(error);
  });
  process.stderr.on('error', () => undefined);

  const output = { reporter: await firstReporter(), hasDeadline: false };
  const program = new Command('heapline')
    .description('Kubernetes metrics from every kubelet to InfluxDB, once')
    .version(version)
    .exitOverride();
  const shell: Shell = {
    program,
    host: hostOfProcess(),
    stderr: process.stderr,
    useReporter: (reporter, ending) => void Object.assign(output, { reporter, ...ending }),
    exit: (code) => (process.exitCode = code),
  };

  try {
    for (const load of commandsFor(process.argv[2])) (await load())(shell);
    await program.parseAsync();
  } catch (error) {
    // The only place where an error becomes an exit code.
    process.exitCode = codeOf(error, output.reporter);
  }
  // Write errors arrive in the next turn of the event loop.
  await nextTurn();
  const [outputError] = outputErrors;
  if (outputError && !process.exitCode) {
    output.reporter.failed(
      `Standard output could not be written: ${outputError.message}.`,
      'Make room on the disk.',
      'full',
    );
    process.exitCode = exitCodes.configuration;
  }
  // Waits until the output was read; for a run with a deadline, a limited time. Whatever else still runs, as
  // a credentials plugin, is ended.
  await Promise.race([
    Promise.all([flushed(process.stdout), flushed(process.stderr)]),
    ...(output.hasDeadline ? [sleep(maxFlushMs, undefined, { ref: false })] : []),
  ]);
  process.exit();
}

/** The named command; all of them for the general help. */
function commandsFor(name = ''): readonly Load[] {
  const named = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return named ? [named] : Object.values(commands);
}

function hostOfProcess(): Host {
  const interrupt = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const)
    process.once(name, () => interrupt.abort(`${name} was received`));
  return {
    environment: process.env,
    now: Date.now,
    elapsedMs: () => performance.now(),
    random: Math.random,
    stdout: process.stdout,
    usage: () => {
      const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
      return { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakRssBytes: maxRSS * 1024 };
    },
    interrupt: interrupt.signal,
    shortOfMemory: watchHeap(),
  };
}

function codeOf(error: unknown, reporter: Reporter): ExitCode {
  // Commander has printed its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.configuration;
  reportError(error, reporter);
  return error instanceof AppError ? error.exitCode : exitCodes.bug;
}

/** Used until the settings are known: JSON for what runs in pods, text for people. */
function firstReporter(): Promise<Reporter> {
  const isText = speaksToPeople(process.env['LOG_FORMAT'] ?? 'auto', process.stderr);
  return reporterTo(!logging.includes(process.argv[2] ?? '') || isText, process.stderr, 'info');
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return Promise.resolve();
  return new Promise((resolve) => {
    stream.once('close', resolve).once('error', () => resolve());
    stream.write('', () => resolve());
  });
}
