import { type AppError, configurationError } from '../errors/app-error.ts';
import type { Parsed, Problem, Setting } from './setting.ts';

type Texts = Readonly<Record<string, string | undefined>>;

/** Makes a command's configuration from flags (by setting name) over environment over defaults. */
type Loader<Config> = (flags: Texts, environment: Texts) => Config;

/**
 * The loader of a command's table of settings. It throws an AppError with every problem and its remedy at once.
 *
 * @param rules what must hold between settings
 */
export function loaderOf<Table extends Record<string, Setting<unknown>>>(
  command: string,
  table: Table,
  rules: readonly ((config: Parsed<Table>) => Problem | undefined)[] = [],
): Loader<Parsed<Table>> {
  return (flags, environment) => {
    const problems: Problem[] = [];
    const values: Record<string, unknown> = {};
    for (const [name, setting] of Object.entries<Setting<unknown>>(table)) {
      const { variable } = setting;
      // An empty variable is how manifests leave one unset.
      const given = flags[name] ?? (environment[variable] === '' ? undefined : environment[variable]);
      values[name] = parse(setting, given ?? setting.fallback, flags[name] !== undefined, problems);
      if (setting.isSecret) values[`${name}File`] = environment[`${variable}_FILE`]?.trim() || undefined;
    }
    const config = values as Parsed<Table>;
    const found = rules.flatMap((rule) => rule(config) ?? []);
    // What did not parse is not missing.
    const isTold = ({ missing }: Problem) => problems.some(({ of }) => of !== undefined && of === missing);
    problems.push(...found.filter((problem) => !isTold(problem)));
    if (problems.length > 0) throw allAtOnce(problems, command);
    return config;
  };
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
  // A password stands before an @, however the rest is spelled, or where Heapster had it, behind a question mark.
  const mayHoldSecret = isSecret === true || /@|[?&](?:pw|p|u|user|password|token)=/i.test(given);
  const shown = mayHoldSecret ? '(not shown)' : JSON.stringify(given);
  const better = kind.mend?.(given.trim()) ?? fallback;
  problems.push({
    of: variable,
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
