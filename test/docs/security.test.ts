import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const root = new URL('../../', import.meta.url);
const text = readFileSync(new URL('SECURITY.md', root), 'utf8');
const threats = text.slice(text.indexOf('## Threats'), text.indexOf('## Rights'));

describe('SECURITY.md', () => {
  const claims = [...threats.matchAll(/^ +`(test\/\S+\.test\.ts)`: (.+)$/gm)];

  it('every threat has a test', () => {
    for (const threat of threats.split('\n### ').slice(1))
      assert.match(threat, /`test\/\S+\.test\.ts`: /, threat.slice(0, 40));
    assert.ok(claims.length > 15);
  });

  for (const [, file = '', title = ''] of claims)
    it(`${file} has the test: ${title}`, () =>
      assert.ok(readFileSync(new URL(file, root), 'utf8').includes(title)));
});
