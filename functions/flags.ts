import { type Command, Option } from 'commander';
import { flagOf } from '../lib/config/load-config.ts';
import type { Setting } from '../lib/config/setting.ts';

/** A flag for each setting, but for secrets, which the help names. */
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
