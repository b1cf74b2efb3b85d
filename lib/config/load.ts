import { type AppError, configurationError } from '../errors.ts';
import { type Problem, rules } from './rules.ts';
import { type Config, type Setting, settings } from './settings.ts';

/**
 * The configuration from flags (by setting name) over environment over defaults.
 *
 * @throws AppError with every problem and its remedy at once
 */
export function loadConfig(
  flags: Readonly<Record<string, string | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
): Config {
  const problems: Problem[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting<unknown>>(settings)) {
    const { variable } = setting;
    // An empty variable is how manifests leave one unset.
    const given = flags[name] ?? (environment[variable] === '' ? undefined : environment[variable]);
    values[name] = parse(setting, given ?? setting.fallback, flags[name] !== undefined, problems);
    if (setting.isSecret) values[`${name}File`] = environment[`${variable}_FILE`] || undefined;
  }
  const config = values as Config;
  problems.push(...rules.flatMap((rule) => rule(config) ?? []));
  if (problems.length > 0) throw allAtOnce(problems);
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
  const shown = isSecret || /:\/\/[^/]*@/.test(given) ? '(not shown)' : JSON.stringify(given);
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

function allAtOnce(problems: readonly Problem[]): AppError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  const told = problems.map(({ what, remedy }) => `  - ${what}\n    ${remedy}`);
  return configurationError(
    [`The configuration has ${count}:`, ...told].join('\n'),
    '`heapline scrape --help` lists every variable, its default and its unit.',
  );
}
