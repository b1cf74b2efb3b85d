import type { Command } from 'commander';
import type { ExitCode } from '../lib/errors/app-error.ts';
import type { Host } from '../lib/model/host.ts';
import type { Reporter } from '../lib/report/reporter.ts';

/** What a subcommand takes from its process. */
export interface Shell {
  readonly program: Command;
  readonly host: Host;
  readonly stderr: NodeJS.WriteStream;
  /** Sets the reporter of errors. After a run with a deadline the exit does not wait for readers. */
  readonly useReporter: (reporter: Reporter, ending?: { readonly hasDeadline: boolean }) => void;
  readonly exit: (code: ExitCode) => void;
}
