import { parseArgs } from 'node:util';

/**
 * The whole numbers that a command was given as `--name 5`, and the switches. Where it is given something else, or asked
 * for help, it says what it takes and ends.
 */
export function optionsOf<Name extends string>(
  command: string,
  defaults: Readonly<Record<Name, number>>,
  switches: readonly string[] = [],
): { numbers: Record<Name, number>; has: (name: string) => boolean } {
  const names = Object.keys(defaults) as Name[];
  const usage = `npm run ${command} -- ${[...names.map((name) => `[--${name} ${defaults[name]}]`), ...switches.map((name) => `[--${name}]`)].join(' ')}`;
  const end = (words: string, code: number): never => {
    console.log(words);
    process.exit(code);
  };
  const given = (() => {
    try {
      return parseArgs({
        options: {
          ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
          ...Object.fromEntries(['help', ...switches].map((name) => [name, { type: 'boolean' as const }])),
        },
      }).values as Readonly<Record<string, string | boolean | undefined>>;
    } catch (error) {
      return end(`${error instanceof Error ? error.message : String(error)}\n${usage}`, 2);
    }
  })();
  if (given['help']) end(usage, 0);
  const numbers = Object.fromEntries(
    names.map((name) => {
      const text = given[name] ?? String(defaults[name]);
      if (!/^\d{1,9}$/.test(String(text)))
        end(`--${name} is ${String(text)}, and no whole number.\n${usage}`, 2);
      return [name, Number(text)];
    }),
  ) as Record<Name, number>;
  return { numbers, has: (name) => given[name] === true };
}
