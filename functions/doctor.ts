import { InvalidArgumentError } from 'commander';
import { loaderOf } from '../lib/config/load-config.ts';
import { rules } from '../lib/config/setting-rules.ts';
import { type Config, settings } from '../lib/config/scrape-settings.ts';
import { runChecks } from '../lib/app/doctor/run-checks.ts';
import { exitCodeOfFindings, type Finding, findingsOf } from '../lib/app/doctor/finding.ts';
import { closingLine, findingTable } from '../lib/app/doctor/findings-table.ts';
import { AppError } from '../lib/errors/app-error.ts';
import type { Host } from '../lib/model/host.ts';
import { textReporter } from '../lib/report/text-reporter.ts';
import { addFlags } from './flags.ts';
import type { Shell } from './shell.ts';

const loadConfig = loaderOf('scrape', settings, rules);

interface Own {
  readonly json?: true;
  readonly nodes: number;
}

/** Adds `doctor` to the program: reports what a scrape with the same settings would meet, and remedies. */
export function addDoctor({ program, host, stderr, useReporter, exit }: Shell): void {
  const command = program
    .command('doctor')
    .description('look at everything that a scrape needs, and say what mends what is wrong')
    .option('--json', 'one JSON document on standard output')
    .option(
      '--nodes <number>',
      'how many kubelets to look at, spread over all that are selected; or the word all',
      numberOrAll,
      5,
    );
  addFlags(command, settings);
  command.addHelpText('after', help).action(async (given: Record<string, unknown>) => {
    const { json, nodes, ...flags } = given as unknown as Own & Record<string, string>;
    const findings: Finding[] = [];
    const config = loaded(flags, host, findings);
    if (config) {
      const reporter = textReporter(stderr, config.logLevel);
      useReporter(reporter);
      await runChecks(config, host, reporter, nodes, (finding) => findings.push(finding));
    }
    const exitCode = exitCodeOfFindings(findings);
    if (json) host.stdout.write(`${JSON.stringify({ ok: exitCode === 0, exitCode, findings }, null, 2)}\n`);
    else {
      host.stdout.write(findingTable(findings, host.stdout.isTTY === true));
      host.stdout.write(`${closingLine(findings, exitCode)}\n`);
    }
    exit(exitCode);
  });
}

/** Invalid settings are the first and only finding. */
function loaded(flags: Record<string, string>, host: Host, findings: Finding[]): Config | undefined {
  const { ok, failedBy } = findingsOf('settings', 'environment and flags');
  try {
    const config = loadConfig(flags, host.environment);
    findings.push(ok('each is of its kind, and they go together'));
    return config;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    findings.push(failedBy(error));
    return undefined;
  }
}

function numberOrAll(text: string): number {
  if (text === 'all') return Infinity;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number from 1, or the word all.');
}

const help = `
Exit code 0 only if a scrape would work and bring the numbers of every Ready node that was looked at; else 2, 3 or 5 as the
scrape would, or 4 where a Ready node has no numbers. The doctor changes nothing, but for a point of heapline_probe that
it writes to InfluxDB and reads back.`;
