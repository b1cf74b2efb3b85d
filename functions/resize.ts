import { loaderOf } from '../lib/config/load-config.ts';
import { resizeRules } from '../lib/config/setting-rules.ts';
import { resizeSettings } from '../lib/config/resize-settings.ts';
import { textReporter } from '../lib/report/text-reporter.ts';
import { withResizing } from '../lib/app/resize/plan-resize.ts';
import { addFlags } from './flags.ts';
import type { Shell } from './shell.ts';

const loadResizeConfig = loaderOf('resize', resizeSettings, resizeRules);

/** Adds `resize` to the program: fits the requests and limits of heapline's own CronJob to the cluster. */
export function addResize({ program, host, stderr, useReporter }: Shell): void {
  const command = program
    .command('resize')
    .description('fit the requests and limits of heapline’s own CronJob to the cluster')
    .option('--dry-run', 'print the patch, and change nothing');
  addFlags(command, resizeSettings);
  command.action(async (given: Record<string, unknown>) => {
    const { dryRun, ...flags } = given as { dryRun?: true } & Record<string, string>;
    const config = loadResizeConfig(flags, host.environment);
    const reporter = textReporter(stderr, config.logLevel);
    useReporter(reporter, { hasDeadline: true });
    await withResizing(config, host, reporter, async ({ because, wanted, patch, apply }) => {
      const { requests, limits } = wanted;
      const words = `requests ${spelled(requests)}, limits ${spelled(limits)}, because ${because}`;
      if (dryRun) {
        reporter.note(`${apply ? 'This would be changed' : 'Nothing would be changed'}: ${words}.`);
        host.stdout.write(`${JSON.stringify(patch)}\n`);
      } else if (apply) {
        await apply();
        host.stdout.write(`changed: ${words}\n`);
      } else host.stdout.write(`left as it is: ${words}\n`);
    });
  });
}

function spelled(amounts: Readonly<Record<string, string>>): string {
  return Object.entries(amounts)
    .map(([name, amount]) => `${name} ${amount}`)
    .join(' ');
}
