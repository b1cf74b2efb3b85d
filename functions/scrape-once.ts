import { type Command, Option } from 'commander';
import { flagOf, loadConfig } from '../lib/config/load.ts';
import { type Setting, settings } from '../lib/config/settings.ts';
import { type ExitCode, exitCodes } from '../lib/errors.ts';
import type { Host } from '../lib/host.ts';
import { scrapeOnce } from '../lib/pipeline.ts';
import { exitCodeOf } from '../lib/report/exit-code.ts';
import { jsonReporter } from '../lib/report/json-reporter.ts';
import type { Reporter } from '../lib/report/reporter.ts';
import { textReporter } from '../lib/report/text-reporter.ts';

/** Adds `scrape` to the program: one run, then an exit code. */
export function addScrape(
  program: Command,
  host: Host,
  stderr: NodeJS.WriteStream,
  useReporter: (reporter: Reporter) => void,
  exit: (code: ExitCode) => void,
): void {
  const command = program
    .command('scrape')
    .description('ask every kubelet once and write what they say to InfluxDB')
    .option('--dry-run', 'print the lines instead of writing them, whatever INFLUX_URL says');
  for (const setting of Object.values<Setting<unknown>>(settings)) addFlag(command, setting);
  command.addHelpText('after', exitCodeHelp).action(async (given: Record<string, unknown>) => {
    const { dryRun, ...flags } = given as { dryRun?: true } & Record<string, string>;
    const loaded = loadConfig(flags, host.environment);
    const config = dryRun ? { ...loaded, influxUrl: undefined } : loaded;
    const isText = config.logFormat === 'text' || (config.logFormat === 'auto' && stderr.isTTY);
    const linesOnTerminal = config.influxUrl === undefined && host.stdout.isTTY;
    const reporter = isText
      ? textReporter(stderr, config.logLevel, !linesOnTerminal)
      : jsonReporter(config.logLevel, stderr);
    useReporter(reporter);
    const run = await scrapeOnce(config, host, reporter);
    const code = exitCodeOf(run, config.minNodesShare);
    reporter.finished(run, code);
    exit(code);
  });
}

const exitCodeHelp = `
Every flag has a variable, and a flag beats it. Secrets have variables only, each with a twin …_FILE.

Exit codes: ${exitCodes.done} done, ${exitCodes.bug} bug, ${exitCodes.configuration} configuration, ${exitCodes.discovery} no nodes to be had, ${exitCodes.tooFewNodes} too few nodes answered, ${exitCodes.pointsLost} points lost in writing.`;

function addFlag(command: Command, setting: Setting<unknown>): void {
  const { variable, help, unit, fallback, fallbackHelp, section, isSecret } = setting;
  const shownDefault = fallbackHelp ?? fallback ?? 'none';
  const words = `${help} (${variable}${unit === undefined ? '' : `, ${unit}`}; default ${shownDefault})`;
  if (isSecret) {
    command.addHelpText('after', `  ${variable}, ${variable}_FILE: ${help}`);
    return;
  }
  command.addOption(new Option(`${flagOf(variable)} <value>`, words).helpGroup(`${section}:`));
}
