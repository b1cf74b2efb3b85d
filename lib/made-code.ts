import { readyCode } from './ready-code.ts';

/** Code that is made of data: of a schema, or of the fields of messages. Nothing of an answer is ever part of it. */
export interface Recipe {
  /** No other recipe has it. */
  readonly name: string;
  /** What the code is given, as it calls it. */
  readonly parts: readonly string[];
  /** Statements, the last of which returns what is wanted. */
  readonly source: () => string;
}

/** What the code of a recipe gives for these parts. It is made now, where it was not made when the bundle was. */
export function made({ name, parts, source }: Recipe, ...given: unknown[]): unknown {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- of our own schemas and fields alone
  const make = readyCode[name] ?? (new Function(...parts, source()) as (...given: unknown[]) => unknown);
  return make(...given);
}
