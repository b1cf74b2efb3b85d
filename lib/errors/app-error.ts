/** The exit codes. Where several hold, the first of 1, 2, 3, 5, 4 is used. */
export const exitCodes = {
  done: 0,
  bug: 1,
  configuration: 2,
  discovery: 3,
  tooFewNodes: 4,
  pointsLost: 5,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An error for people: a sentence, a remedy, and a code for programs. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  readonly remedy: string;
  readonly exitCode: ExitCode;

  constructor(
    message: string,
    options: { code: string; remedy: string; exitCode: ExitCode; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.code = options.code;
    this.remedy = options.remedy;
    this.exitCode = options.exitCode;
  }
}

/** A setting that cannot be used: exit code 2. Pass no `cause` that may quote a secret. */
export function configurationError(message: string, remedy: string, cause?: unknown): AppError {
  return new AppError(message, { code: 'configuration', remedy, exitCode: exitCodes.configuration, cause });
}

/** The message and the remedy as sentences. */
export function sentencesOf({ message, remedy }: AppError): string {
  return `${message.endsWith('.') ? message : `${message}.`} ${remedy}`;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The codes and messages of an error and of all errors behind it: its causes, the parts of an AggregateError.
 */
export function errorChain(error: unknown): { code: string; message: string }[] {
  const chain: { code: string; message: string }[] = [];
  const queue: unknown[] = [error];
  for (const next of queue) {
    if (!(next instanceof Error) || queue.length > 20) continue;
    const code: unknown = 'code' in next ? next.code : undefined;
    chain.push({ code: typeof code === 'string' ? code : next.name, message: next.message });
    queue.push(next.cause);
    if (next instanceof AggregateError) queue.push(...(next.errors as unknown[]));
  }
  return chain;
}
