import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { format, resolveConfig } from 'prettier';
import { troubleshootingPage } from './troubleshooting.ts';

const file = new URL('../../TROUBLESHOOTING.md', import.meta.url);

it('TROUBLESHOOTING.md is up to date: `npm run docs` writes it', async () => {
  const options = await resolveConfig(file);
  assert.equal(
    readFileSync(file, 'utf8'),
    await format(troubleshootingPage(), { ...options, parser: 'markdown' }),
  );
});
