import type { Command } from 'commander';
import type { ExitCode } from '../lib/errors/app-error.ts';
import type { Host } from '../lib/model/host.ts';
import type { Reporter } from '../lib/report/reporter.ts';

/** What a subcommand has of the process that it is run in. */
export interface Shell {
  readonly program: Command;
  readonly host: Host;
  readonly stderr: NodeJS.WriteStream;
  /** From now on this one tells of errors; after a run with a deadline nobody waits for ever to be read. */
  readonly useReporter: (reporter: Reporter, ending?: { readonly hasDeadline: boolean }) => void;
  readonly exit: (code: ExitCode) => void;
}
