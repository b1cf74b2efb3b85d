import { loadConfig } from '../lib/config/load.ts';
import { settings } from '../lib/config/settings.ts';
import { exitCodes } from '../lib/errors.ts';
import { scrapeOnce } from '../lib/pipeline.ts';
import { exitCodeOf } from '../lib/report/exit-code.ts';
import { jsonReporter } from '../lib/report/json-reporter.ts';
import { textReporter } from '../lib/report/text-reporter.ts';
import { addFlags } from './flags.ts';
import type { Shell } from './shell.ts';
import { speaksToPeople } from './speaks-to-people.ts';

/** Adds `scrape` to the program: one run, then an exit code. */
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
    const reporter = speaksToPeople(config.logFormat, stderr)
      ? textReporter(stderr, config.logLevel, !linesOnTerminal)
      : jsonReporter(config.logLevel, stderr);
    useReporter(reporter, { hasDeadline: true });
    const run = await scrapeOnce(config, host, reporter);
    const code = exitCodeOf(run, config.minNodesShare);
    reporter.finished(run, code);
    exit(code);
  });
}

const exitCodeHelp = `
Exit codes: ${exitCodes.done} done, ${exitCodes.bug} bug, ${exitCodes.configuration} configuration, ${exitCodes.discovery} no nodes to be had, ${exitCodes.tooFewNodes} too few nodes answered, ${exitCodes.pointsLost} points lost in writing.`;
