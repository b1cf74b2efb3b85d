import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { it } from 'node:test';
import { flagsFor } from '../../functions/short-run.ts';

it('the V8 of this Node is one that was tried, and knows each of its flags', () => {
  const flags = flagsFor(process.versions.v8);
  assert.ok(flags.length > 0);
  const program = `for (const flag of ${JSON.stringify(flags)}) require('node:v8').setFlagsFromString(flag);`;
  const { stderr, status } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  assert.deepEqual([stderr, status], ['', 0]);
});

it('a V8 that was never tried is left as it is', () => assert.deepEqual(flagsFor('99.1.2.3-node.4'), []));
