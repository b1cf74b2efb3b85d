import { readFileSync } from 'node:fs';
import type { World } from '../scenario.ts';

/** The API server accepts everything that could be applied, before anything is. */
export async function dryRunAll({ kubectl, scenario, say }: World): Promise<void> {
  // An object's namespace has to be there, also where nothing is to be stored.
  await kubectl(['create', 'namespace', 'heapline']);
  for (const [name, file] of Object.entries(scenario.manifests)) {
    const printed = await kubectl(
      ['apply', '--server-side', '--force-conflicts', '--dry-run=server', '-f', '-'],
      readFileSync(file, 'utf8'),
    );
    say(`--dry-run=server accepts ${name}: ${printed.trim().split('\n').length} objects`);
  }
}
