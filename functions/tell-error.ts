import { AppError } from '../lib/errors/app-error.ts';
import type { Reporter } from '../lib/report/reporter.ts';

/** Tells what went wrong, as far as people can act on it; whatever else was thrown is a bug, and told with its stack. */
export function tellError(error: unknown, reporter: Reporter): void {
  if (error instanceof AppError) reporter.failed(error.message, error.remedy, error.code);
  else
    reporter.failed(
      error instanceof Error ? (error.stack ?? error.message) : String(error),
      'This is a bug in heapline: please report it with the lines above.',
      'bug',
    );
}
