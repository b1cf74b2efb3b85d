import type { Kind } from './setting-kinds.ts';

/** A setting: its variable, its kind and its default. */
export interface Setting<Value> {
  readonly variable: string;
  readonly kind: Kind<Value>;
  /** The default as text; without one the setting is optional. */
  readonly fallback?: string;
  /** The default in words, where its text does not say enough. */
  readonly fallbackHelp?: string;
  readonly unit?: string;
  readonly help: string;
  /** It has no flag, because command lines are public, but a variable `…_FILE` that names a file. */
  readonly isSecret?: true;
  readonly section:
    'Kubernetes' | 'kubelets' | 'limits' | 'what is written' | 'InfluxDB' | 'output' | 'resources' | 'HTTP';
}

/** The parsed settings of a command, named as in its table. */
export type Parsed<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends Setting<infer Value>
    ? Table[Name] extends { fallback: string }
      ? Value
      : Value | undefined
    : never;
} & {
  /** Files with secrets; read at use, so that a rotated secret is used. */
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

/** A problem with a setting, and its remedy. */
export interface Problem {
  readonly what: string;
  readonly remedy: string;
  /** The variable with an invalid value. */
  readonly of?: string;
  /** The variable that is not set. */
  readonly missing?: string;
}
