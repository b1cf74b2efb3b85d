import { loaderOf } from '../lib/config/load-config.ts';
import { setupRules } from '../lib/config/setting-rules.ts';
import { type SetupConfig, setupSettings } from '../lib/config/setup-settings.ts';
import { AppError, exitCodes } from '../lib/errors/app-error.ts';
import type { Host } from '../lib/model/host.ts';
import type { Reporter } from '../lib/report/reporter.ts';
import { textReporter } from '../lib/report/text-reporter.ts';
import { planSetup } from '../lib/app/setup-influx/plan-setup.ts';
import { addFlags } from './flags.ts';
import type { Shell } from './shell.ts';

const loadSetupConfig = loaderOf('setup-influx', setupSettings, setupRules);

/** Adds `setup-influx` to the program: prepares the database; idempotent. */
export function addSetupInflux({ program, host, stderr, useReporter }: Shell): void {
  const command = program
    .command('setup-influx')
    .description('make the database or bucket, its retention, and what thins it out')
    .option('--dry-run', 'print what would be done, and do nothing');
  addFlags(command, setupSettings);
  command.action(async (given: Record<string, unknown>) => {
    const { dryRun, ...flags } = given as { dryRun?: true } & Record<string, string>;
    const config = loadSetupConfig(flags, host.environment);
    const reporter = textReporter(stderr, config.logLevel);
    useReporter(reporter);
    // Each step is one idempotent statement: it may stop after any.
    host.interrupt.addEventListener('abort', () => {
      reporter.failed(
        `${String(host.interrupt.reason)}, and not all is done.`,
        'Run it again: what is done stays.',
        'interrupted',
      );
      process.exit(exitCodes.configuration);
    });
    const { steps, close } = await planSetup(config, host, reporter);
    try {
      for (const { statement, run, warning } of steps) {
        if (warning !== undefined) reporter.warn(warning);
        if (run && !dryRun) await run();
        const mark = run === undefined ? 'is there ' : dryRun ? 'would do ' : 'done     ';
        // It may contain names from the server.
        const shown = statement.replace(/[^\P{Cc}\n]/gu, ' ').replaceAll('\n', '\n          ');
        host.stdout.write(`${mark} ${shown}\n`);
      }
    } finally {
      close();
    }
    if (!dryRun && steps.some(({ run }) => run)) await verifySetup(config, host, reporter);
  });
}

/**
 * A server that only takes InfluxDB's writes may report success and do nothing. @throws AppError exit code 2
 */
async function verifySetup(config: SetupConfig, host: Host, reporter: Reporter): Promise<void> {
  const { steps, close } = await planSetup(config, host, reporter);
  close();
  const { length: left } = steps.filter(({ run }) => run);
  if (left === 0) return;
  throw new AppError(
    `InfluxDB at ${config.influxUrl ?? ''} answered as if all were done, and ${left} of ${steps.length} things are not there.`,
    {
      code: 'influx_setup',
      remedy:
        'It may be a server that takes InfluxDB’s writes alone, as VictoriaMetrics does: set it up by its own means.',
      exitCode: exitCodes.configuration,
    },
  );
}
