import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, InvalidArgumentError } from 'commander';
import { loaderOf } from '../lib/config/load-config.ts';
import { readingRules } from '../lib/config/setting-rules.ts';
import { readingSettings } from '../lib/config/reading-settings.ts';
import { textReporter } from '../lib/report/text-reporter.ts';
import { topTable } from '../lib/app/top/top-table.ts';
import { sortWords, topColumns, type TopKind } from '../lib/app/top/top-columns.ts';
import { openTop } from '../lib/app/top/top-rows.ts';
import { addFlags } from './flags.ts';
import type { Shell } from './shell.ts';

const loadTopConfig = loaderOf('top', readingSettings, readingRules);

interface Own {
  readonly sort?: string;
  readonly filter?: string;
  readonly namespace?: string;
  readonly limit?: number;
  readonly watch?: true | number;
  readonly json?: true;
}

const defaultSeconds = 10;
const defaultRows = 50;
const clear = '\x1b[H\x1b[2J';

/** Adds `top` to the program: usage now and in the last hour, from the database. */
export function addTop({ program, host, stderr, useReporter }: Shell): void {
  const command = program
    .command('top')
    .description('what uses how much now and in the last hour, straight from InfluxDB')
    .addArgument(new Argument('<what>', 'what is shown').choices(Object.keys(topColumns)))
    .option('--sort <column>', `what is largest first: name, ${Object.keys(sortWords).join(', ')}`)
    .option('--filter <text>', 'only what has this in its name')
    .option('-n, --namespace <name>', 'only what is in this namespace')
    .option(
      '--limit <rows>',
      `the most that is shown; 0 for all (default ${defaultRows}, with --json all)`,
      wholeNumber,
    )
    .option('--watch [seconds]', `again and again, every ${defaultSeconds} s if nothing is said`, seconds)
    .option('--json', 'JSON instead of a table');
  addFlags(command, readingSettings);
  command.action(async (what: TopKind, given: Record<string, unknown>) => {
    const {
      sort,
      filter,
      namespace,
      watch,
      json,
      limit = json ? 0 : defaultRows,
      ...flags
    } = given as unknown as Own & Record<string, string>;
    const config = loadTopConfig(flags, host.environment);
    const reporter = textReporter(stderr, config.logLevel);
    useReporter(reporter);
    if (sort !== undefined && !sortable(what).includes(sort))
      command.error(`error: ${what} can be sorted by ${sortable(what).join(', ')}, and not by ${sort}.`);
    const end = new AbortController();
    for (const event of ['close', 'error']) host.stdout.once(event, () => end.abort());
    const signal = AbortSignal.any([host.interrupt, end.signal]);
    const top = openTop(config, host, reporter);
    try {
      for (;;) {
        const { columns, rows, left } = await top.read({ kind: what, sort, filter, namespace, limit });
        const isAll = filter === undefined && namespace === undefined;
        if (rows.length === 0 && isAll && watch === undefined)
          reporter.warn(
            `InfluxDB has no ${what} of the cluster ${config.clusterName} that were measured twice in the last ${config.maxAgeS} s. ` +
              'Check CLUSTER_NAME, SCHEMA and INFLUX_DATABASE, and whether scrapes run.',
          );
        const text = json ? `${JSON.stringify(rows)}\n` : topTable(columns, rows, left);
        host.stdout.write(watch !== undefined && !json && host.stdout.isTTY ? clear + text : text);
        // The reader has gone.
        if (watch === undefined || signal.aborted) return;
        await sleep((watch === true ? defaultSeconds : watch) * 1000, undefined, { signal });
      }
    } catch (error) {
      // Interrupted by the user, or the reader has gone.
      if (!signal.aborted) throw error;
    } finally {
      top.close();
    }
  });
}

/** The names of its columns for `--sort`. */
function sortable(what: TopKind): string[] {
  const keys = topColumns[what].map(({ key }) => key);
  return ['name', ...Object.entries(sortWords).flatMap(([word, key]) => (keys.includes(key) ? [word] : []))];
}

function seconds(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number from 1.');
}

function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number.');
}
