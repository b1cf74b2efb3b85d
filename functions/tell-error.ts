import { AppError } from '../lib/errors/app-error.ts';
import type { Reporter } from '../lib/report/reporter.ts';

/** Reports an error with its remedy; anything else that was thrown is a bug, and reported with its stack. */
export function reportError(error: unknown, reporter: Reporter): void {
  if (error instanceof AppError) reporter.failed(error.message, error.remedy, error.code);
  else
    reporter.failed(
      error instanceof Error ? (error.stack ?? error.message) : String(error),
      'This is a bug in heapline: please report it with the lines above.',
      'bug',
    );
}
