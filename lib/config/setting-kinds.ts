import * as z from 'zod';
import type { LabelTag } from '../model/facts.ts';
import { parseQuantity } from '../util/quantity.ts';
import type { Shard } from '../model/shard.ts';
import { hasScheme } from '../util/url.ts';

/**
 * A kind of setting: parses the text of a variable or flag, and says what it expects and how to correct it.
 */
export interface Kind<Value> {
  readonly schema: z.ZodType<Value, string>;
  readonly expects: string;
  /** A corrected value for `text`. */
  readonly suggest?: (text: string) => string | undefined;
}

export function text(expects = 'text of one line'): Kind<string> {
  return { schema: z.string().regex(/^\P{Cc}{1,1024}$/u), expects };
}

/** A secret: not empty, and never quoted. */
export function secret(): Kind<string> {
  return { schema: z.string().min(1), expects: 'a text that is not empty' };
}

export function path(): Kind<string> {
  return { schema: z.string().min(1), expects: 'the path of a file' };
}

/** A regular expression. */
export function pattern(example: string): Kind<RegExp> {
  return {
    schema: z
      .string()
      .min(1)
      .refine(isPattern)
      .transform((given) => new RegExp(given)),
    expects: `a regular expression, as ${example}`,
  };
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

export function wholeNumber(min: number, max: number): Kind<number> {
  return {
    schema: z
      .string()
      .regex(/^\d{1,15}$/)
      .transform(Number)
      .pipe(z.number().min(min).max(max)),
    expects: `a whole number from ${min} to ${max}`,
  };
}

const secondsOfUnit: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** A duration in seconds, from `90m`, `12h`, `30d`, `52w`, or from one of `words`. */
export function duration(minS: number, words: Readonly<Record<string, number>> = {}): Kind<number> {
  return {
    schema: z
      .string()
      .transform((given) => {
        const [, digits, unit = ''] = /^(\d{1,6})([mhdw])$/.exec(given) ?? [];
        const seconds = Number(digits) * (secondsOfUnit[unit] ?? NaN);
        return words[given] ?? (seconds >= minS ? seconds : NaN);
      })
      .pipe(z.number()),
    expects: [`a duration as 90m, 12h, 30d or 52w, at least ${minS / 60}m`, ...Object.keys(words)].join(
      ', or ',
    ),
  };
}

/** Millicores from a CPU quantity, `250m` or `0.5`. */
export function millicores(): Kind<number> {
  return amount('an amount of CPU, as 250m or 0.5', 1000);
}

/** Bytes from a memory quantity, `128Mi` or `1.5Gi`. */
export function bytes(): Kind<number> {
  return amount('an amount of memory, as 128Mi', 1);
}

function amount(expects: string, factor: number): Kind<number> {
  return {
    schema: z
      .string()
      .transform((given) => (parseQuantity(given) ?? NaN) * factor)
      .pipe(z.number()),
    expects,
  };
}

/** A shard: `0/4` is the first of four. */
export function shard(): Kind<Shard> {
  return {
    schema: z
      .string()
      .regex(/^\d{1,4}\/\d{1,4}$/)
      .transform((given) => {
        const [index = 0, count = 0] = given.split('/').map(Number);
        return { index, count };
      })
      .refine(({ index, count }) => index < count),
    expects: 'a shard, counted from zero, and how many there are: 0/4, 1/4, 2/4 or 3/4',
  };
}

export function share(): Kind<number> {
  return {
    schema: z
      .string()
      .regex(/^\d(\.\d+)?$/)
      .transform(Number)
      .pipe(z.number().min(0).max(1)),
    expects: 'a share from 0 to 1',
  };
}

export function choice<const Word extends string>(...words: readonly [Word, ...Word[]]): Kind<Word> {
  return {
    schema: z.enum(words),
    expects: words.length === 1 ? words[0] : `one of ${words.join(', ')}`,
    suggest: (given) =>
      words.find((word) => given.length > 2 && word.startsWith(given.slice(0, 3).toLowerCase())),
  };
}

/** A comma-separated list without empty elements. */
export function list(): Kind<readonly string[]> {
  return {
    schema: z
      .string()
      .transform(splitAtCommas)
      .pipe(z.array(z.string().min(1)).min(1)),
    expects: 'a list separated by commas',
  };
}

export function choices<const Word extends string>(
  words: readonly Word[],
  shorthands: Readonly<Record<string, readonly Word[]>> = {},
): Kind<readonly Word[]> {
  const known = [...Object.keys(shorthands), ...words];
  return {
    schema: z
      .string()
      .transform((given) => splitAtCommas(given).flatMap<string>((word) => shorthands[word] ?? word))
      .pipe(z.array(z.enum(words as [Word, ...Word[]])).min(1))
      .transform((chosen) => [...new Set(chosen)]),
    expects: `a list, separated by commas, of ${known.join(', ')}`,
  };
}

/**
 * Labels that become tags: `label=tag` as in LABELS, or Heapster's `tag=label`. A label alone is its own tag;
 * in LABELS with `_` for other characters than letters and digits.
 */
export function labelTags(order: 'label=tag' | 'tag=label'): Kind<readonly LabelTag[]> {
  const isOurs = order === 'label=tag';
  return {
    schema: z
      .string()
      .transform((given) =>
        splitAtCommas(given).map((word) => {
          const [first = '', second] = word.split('=').map((part) => part.trim());
          if (second === undefined) return { label: first, tag: isOurs ? first.replace(/\W/g, '_') : first };
          return isOurs ? { label: first, tag: second } : { label: second, tag: first };
        }),
      )
      .pipe(
        z.array(
          z.object({
            label: z.string().regex(/^[\w./-]+$/),
            tag: z.string().regex(isOurs ? /^[a-z]\w*$/i : /^[\w./-]+$/),
          }),
        ),
      ),
    expects: `a list, separated by commas, of labels, each ${order} or the label alone`,
  };
}

/** An http or https URL without credentials, which would end up in logs. */
export function serverUrl(): Kind<string> {
  return {
    schema: z.string().refine((given) => {
      const url = URL.canParse(given) ? new URL(given) : undefined;
      return (
        url !== undefined && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search
      );
    }),
    expects:
      'a URL that starts with http:// or https://, without user, password or query ' +
      '(INFLUX_USERNAME, INFLUX_PASSWORD, INFLUX_DATABASE take those)',
    suggest: (given) => {
      if (hasScheme(given)) return withoutQuery(given);
      return URL.canParse(`http://${given}`) && !given.includes('@') ? `http://${given}` : undefined;
    },
  };
}

/** The URL without credentials and query. */
function withoutQuery(given: string): string | undefined {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  return url && /^https?:$/.test(url.protocol)
    ? `${url.protocol}//${url.host}${url.pathname.replace(/\/$/, '')}`
    : undefined;
}

export function labelSelector(): Kind<string> {
  return {
    schema: z.string().regex(/^[\w\s./!=,()-]+$/),
    expects: 'a Kubernetes label selector, as pool=web,arch!=arm64',
  };
}

function splitAtCommas(given: string): string[] {
  return given.split(',').map((word) => word.trim());
}
