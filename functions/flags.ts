import { type Command, Option } from 'commander';
import { flagOf } from '../lib/config/load-config.ts';
import type { Setting } from '../lib/config/setting.ts';

/** Adds a flag for each setting; secrets are listed in the help only. */
export function addFlags(command: Command, settings: Readonly<Record<string, Setting<unknown>>>): void {
  for (const setting of Object.values(settings)) addFlag(command, setting);
  command.addHelpText(
    'after',
    '\nEvery flag of a setting has a variable, and a flag beats it. Secrets have variables only.',
  );
}

function addFlag(command: Command, setting: Setting<unknown>): void {
  const { variable, kind, help, unit, fallback, fallbackHelp, section, isSecret } = setting;
  const shownDefault = fallbackHelp ?? fallback ?? 'none';
  const words = `${help}${kind.expects.startsWith('one of ') ? `: ${kind.expects}` : ''} (${variable}${unit === undefined ? '' : `, ${unit}`}; default ${shownDefault})`;
  if (isSecret) {
    command.addHelpText('after', `  ${variable}, ${variable}_FILE: ${help}`);
    return;
  }
  command.addOption(new Option(`${flagOf(variable)} <value>`, words).helpGroup(`${section}:`));
}
