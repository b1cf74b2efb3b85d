import type { Kind } from './setting-kinds.ts';

/** A setting: its variable, what it may be, and what holds where nothing is given. */
export interface Setting<Value> {
  readonly variable: string;
  readonly kind: Kind<Value>;
  /** As a text, of the same kind; without one the setting may be absent. */
  readonly fallback?: string;
  /** The fallback in words, where its text does not say enough. */
  readonly fallbackHelp?: string;
  readonly unit?: string;
  readonly help: string;
  /** Has no flag, because command lines are public, but a twin `…_FILE` that names a file to read it from. */
  readonly isSecret?: true;
  readonly section:
    'Kubernetes' | 'kubelets' | 'limits' | 'what is written' | 'InfluxDB' | 'output' | 'resources' | 'HTTP';
}

/** The settings of a command, parsed: names as in its table, units in the names. */
export type Parsed<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value>
    ? Table[Name] extends { fallback: string }
      ? Value
      : Value | undefined
    : never;
} & {
  /** Files that hold what must not stand in the environment; read at use, so that a rotated secret counts. */
  readonly [Name in keyof Table as Table[Name] extends { isSecret: true } ? `${Name & string}File` : never]:
    string | undefined;
};

type Section = Setting<unknown>['section'];
type Optional<Value> = Omit<Setting<Value>, 'fallback'>;
type Required<Value> = Setting<Value> & { readonly fallback: string };

export function optional<Value>(
  variable: string,
  section: Section,
  kind: Kind<Value>,
  help: string,
): Optional<Value> {
  return { variable, section, kind, help };
}

export function required<Value>(
  variable: string,
  section: Section,
  kind: Kind<Value>,
  fallback: string,
  help: string,
  unit?: string,
): Required<Value> {
  return { variable, section, kind, fallback, help, ...(unit === undefined ? {} : { unit }) };
}

/** What is wrong with the settings, and what mends it. */
export interface Problem {
  readonly what: string;
  readonly remedy: string;
  /** The variable whose value it is that is wrong. */
  readonly of?: string;
  /** The variable that is not given. */
  readonly missing?: string;
}
