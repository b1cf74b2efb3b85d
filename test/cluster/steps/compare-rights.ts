import assert from 'node:assert/strict';
import type { World } from '../scenario.ts';

const role = ['nodes [list]', 'nodes/stats [get]', 'pods [list]'];

/** The scraper's account may do what its role says, and what everybody may, and nothing else. */
export async function compareRights(world: World): Promise<void> {
  const { kubectl, say } = world;
  await kubectl(['-n', 'heapline', 'create', 'serviceaccount', 'nobody']);
  const [ofScraper, ofNobody] = [await rightsOf(world, 'heapline'), await rightsOf(world, 'nobody')];
  const more = ofScraper.filter((right) => !ofNobody.includes(right)).sort();
  say(
    `can-i --list: the scraper’s account has ${ofScraper.length} lines, an unbound one ${ofNobody.length}; beyond it: ${more.join(', ')}`,
  );
  assert.deepEqual(more, role);
  assert.deepEqual(
    ofNobody.filter((right) => !ofScraper.includes(right)),
    [],
  );
}

async function rightsOf({ kubectl }: World, account: string): Promise<string[]> {
  const printed = await kubectl([
    ...['auth', 'can-i', '--list', '--no-headers', '-n', 'heapline'],
    `--as=system:serviceaccount:heapline:${account}`,
    ...['--as-group=system:serviceaccounts', '--as-group=system:authenticated'],
  ]);
  return printed
    .trim()
    .split('\n')
    .map((line) => line.replace(/\[\]/g, '').trim().replace(/\s+/g, ' '));
}
