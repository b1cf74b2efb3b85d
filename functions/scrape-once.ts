import { loaderOf } from '../lib/config/load-config.ts';
import { rules } from '../lib/config/setting-rules.ts';
import { type Config, settings } from '../lib/config/scrape-settings.ts';
import { type ExitCode, exitCodes } from '../lib/errors/app-error.ts';
import type { Host } from '../lib/model/host.ts';
import { scrapeOnce } from '../lib/app/scrape/scrape.ts';
import { exitCodeOf } from '../lib/report/exit-code.ts';
import type { Reporter } from '../lib/report/reporter.ts';
import type { RunReport } from '../lib/model/run.ts';
import { addFlags } from './flags.ts';
import { reporterFor } from './reporter-for.ts';
import type { Shell } from './shell.ts';
import { setShortRunFlags } from './short-run.ts';

const loadConfig = loaderOf('scrape', settings, rules);

/** Adds `scrape` to the program: one run and its exit code. */
export function addScrape({ program, host, stderr, useReporter, exit }: Shell): void {
  const command = program
    .command('scrape')
    .description('ask every kubelet once and write what they say to InfluxDB')
    .option('--dry-run', 'print the lines instead of writing them, whatever INFLUX_URL says');
  addFlags(command, settings);
  command.addHelpText('after', exitCodeHelp).action(async (given: Record<string, unknown>) => {
    const { dryRun, ...flags } = given as { dryRun?: true } & Record<string, string>;
    const loaded = loadConfig(flags, host.environment);
    const config = dryRun ? { ...loaded, influxUrl: undefined } : loaded;
    const linesOnTerminal = config.influxUrl === undefined && host.stdout.isTTY;
    const reporter = await reporterFor(config, stderr, !linesOnTerminal);
    useReporter(reporter, { hasDeadline: true });
    setShortRunFlags();
    const { exitCode } = await scrapeAndTell(config, host, reporter);
    exit(exitCode);
  });
}

/** One run, with its report. */
export async function scrapeAndTell(
  config: Config,
  host: Host,
  reporter: Reporter,
): Promise<{ readonly run: RunReport; readonly exitCode: ExitCode }> {
  const run = await scrapeOnce(config, host, reporter);
  const exitCode = exitCodeOf(run, config.minNodesShare);
  reporter.finished(run, exitCode);
  return { run, exitCode };
}

const exitCodeHelp = `
Exit codes: ${exitCodes.done} done, ${exitCodes.bug} bug, ${exitCodes.configuration} configuration, ${exitCodes.discovery} no nodes to be had, ${exitCodes.tooFewNodes} too few nodes answered, ${exitCodes.pointsLost} points lost in writing.`;
