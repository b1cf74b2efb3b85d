import { type AppError, configurationError } from '../errors.ts';
import { type HeapsterApiConfig, heapsterApiSettings } from './heapster-api-settings.ts';
import { type InstallConfig, installSettings } from './install-settings.ts';
import { type MetricsApiConfig, metricsApiSettings } from './metrics-api-settings.ts';
import { type ReadingConfig, readingSettings } from './reading-settings.ts';
import { type ResizeConfig, resizeSettings } from './resize-settings.ts';
import {
  metricsApiRules,
  readingRules,
  type Problem,
  resizeRules,
  rules,
  serveRules,
  setupRules,
} from './rules.ts';
import { type ServeConfig, serveSettings } from './serve-settings.ts';
import type { Parsed, Setting } from './setting.ts';
import { type Config, settings } from './settings.ts';
import { type SetupConfig, setupSettings } from './setup-settings.ts';

type Texts = Readonly<Record<string, string | undefined>>;

/**
 * The configuration of a scrape from flags (by setting name) over environment over defaults.
 *
 * @throws AppError with every problem and its remedy at once
 */
export function loadConfig(flags: Texts, environment: Texts): Config {
  return load(settings, rules, 'scrape', flags, environment);
}

/** As `loadConfig`, of setup-influx. */
export function loadSetupConfig(flags: Texts, environment: Texts): SetupConfig {
  return load(setupSettings, setupRules, 'setup-influx', flags, environment);
}

/** As `loadConfig`, of resize. */
export function loadResizeConfig(flags: Texts, environment: Texts): ResizeConfig {
  return load(resizeSettings, resizeRules, 'resize', flags, environment);
}

/** As `loadConfig`, of serve. */
export function loadServeConfig(flags: Texts, environment: Texts): ServeConfig {
  return load(serveSettings, serveRules, 'serve', flags, environment);
}

/** As `loadConfig`, of metrics-api. */
export function loadMetricsApiConfig(flags: Texts, environment: Texts): MetricsApiConfig {
  return load(metricsApiSettings, metricsApiRules, 'metrics-api', flags, environment);
}

/** As `loadConfig`, of heapster-api. */
export function loadHeapsterApiConfig(flags: Texts, environment: Texts): HeapsterApiConfig {
  return load(heapsterApiSettings, readingRules, 'heapster-api', flags, environment);
}

/** As `loadConfig`, of top. */
export function loadTopConfig(flags: Texts, environment: Texts): ReadingConfig {
  return load(readingSettings, readingRules, 'top', flags, environment);
}

/** As `loadConfig`, of metrics-api install. */
export function loadInstallConfig(flags: Texts, environment: Texts): InstallConfig {
  return load(installSettings, [], 'metrics-api install', flags, environment);
}

function load<Table extends Record<string, Setting<unknown>>>(
  table: Table,
  rulesOfTable: readonly ((config: Parsed<Table>) => Problem | undefined)[],
  command: string,
  flags: Texts,
  environment: Texts,
): Parsed<Table> {
  const problems: Problem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting<unknown>>(table)) {
    const { variable } = setting;
    // An empty variable is how manifests leave one unset.
    const given = flags[name] ?? (environment[variable] === '' ? undefined : environment[variable]);
    values[name] = parse(setting, given ?? setting.fallback, flags[name] !== undefined, problems);
    if (setting.isSecret) values[`${name}File`] = environment[`${variable}_FILE`] || undefined;
  }
  const config = values as Parsed<Table>;
  problems.push(...rulesOfTable.flatMap((rule) => rule(config) ?? []));
  if (problems.length > 0) throw allAtOnce(problems, command);
  return config;
}

function parse(
  { variable, kind, fallback, isSecret }: Setting<unknown>,
  given: string | undefined,
  isFlag: boolean,
  problems: Problem[],
): unknown {
  if (given === undefined) return undefined;
  const parsed = kind.schema.safeParse(given.trim());
  if (parsed.success) return parsed.data;
  const name = isFlag ? flagOf(variable) : variable;
  const separator = isFlag ? ' ' : '=';
  // Heapster's own spelling of a sink has user and password behind the question mark.
  const mayHoldSecret = isSecret === true || /:\/\/[^/]*@|[?&](?:pw|p|u|user|password|token)=/i.test(given);
  const shown = mayHoldSecret ? '(not shown)' : JSON.stringify(given);
  const better = kind.mend?.(given.trim()) ?? fallback;
  problems.push({
    what: `${name} is ${shown}, which is not ${kind.expects}.`,
    remedy:
      better === undefined
        ? `Set ${name} to ${kind.expects}, or leave it out.`
        : `Write ${name}${separator}${better}${better === fallback ? ' (the default), or leave it out' : ''}.`,
  });
  return undefined;
}

/** `KUBELET_TIMEOUT_MS` as a flag: `--kubelet-timeout-ms`. */
export function flagOf(variable: string): string {
  return `--${variable.toLowerCase().replaceAll('_', '-')}`;
}

function allAtOnce(problems: readonly Problem[], command: string): AppError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  const told = problems.map(({ what, remedy }) => `  - ${what}\n    ${remedy}`);
  return configurationError(
    [`The configuration has ${count}:`, ...told].join('\n'),
    `\`heapline ${command} --help\` lists every variable, its default and its unit.`,
  );
}
