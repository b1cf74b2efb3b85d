import { type AppError, configurationError } from '../errors/app-error.ts';
import type { Parsed, Problem, Setting } from './setting.ts';

type Texts = Readonly<Record<string, string | undefined>>;

/** A command's configuration: flags (by setting name) override variables, which override defaults. */
type Loader<Config> = (flags: Texts, environment: Texts) => Config;

/**
 * The loader of a table of settings. It throws one AppError with all problems and their remedies.
 *
 * @param rules conditions between settings
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
      // Manifests use an empty variable for "not set".
      const given = flags[name] ?? (environment[variable] === '' ? undefined : environment[variable]);
      values[name] = parse(setting, given ?? setting.fallback, flags[name] !== undefined, problems);
      if (setting.isSecret) values[`${name}File`] = environment[`${variable}_FILE`]?.trim() || undefined;
    }
    const config = values as Parsed<Table>;
    const found = rules.flatMap((rule) => rule(config) ?? []);
    // An invalid value is not reported as missing, too.
    const isReported = ({ missing }: Problem) =>
      problems.some(({ of }) => of !== undefined && of === missing);
    problems.push(...found.filter((problem) => !isReported(problem)));
    if (problems.length > 0) throw problemsError(problems, command);
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
  // A password stands before an @ or, as in Heapster's URLs, in the query.
  const mayHoldSecret = isSecret === true || /@|[?&](?:pw|p|u|user|password|token)=/i.test(given);
  const displayed = mayHoldSecret ? '(not shown)' : JSON.stringify(given);
  const better = kind.suggest?.(given.trim()) ?? fallback;
  problems.push({
    of: variable,
    what: `${name} is ${displayed}, which is not ${kind.expects}.`,
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

function problemsError(problems: readonly Problem[], command: string): AppError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  const lines = problems.map(({ what, remedy }) => `  - ${what}\n    ${remedy}`);
  return configurationError(
    [`The configuration has ${count}:`, ...lines].join('\n'),
    `\`heapline ${command} --help\` lists every variable, its default and its unit.`,
  );
}
