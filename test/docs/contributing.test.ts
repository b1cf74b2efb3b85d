import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');
const text = read('CONTRIBUTING.md');

describe('CONTRIBUTING.md', () => {
  it('justifies every dependency of a run, and counts them', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { dev?: boolean; devOptional?: boolean }>;
    };
    const section = text.slice(text.indexOf('## Dependencies'));
    const rows = [...section.matchAll(/^\| (\S+(?:, \S+)*) +\| .{10,}\|$/gm)].flatMap(([, names = '']) =>
      names.split(', ').filter((name) => !/^(package|-+)$/.test(name)),
    );
    assert.deepEqual(rows.sort(), Object.keys(dependencies).sort());
    const all = Object.entries(packages).filter(
      ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional,
    );
    assert.match(text, new RegExp(`\\b${all.length} packages\\b`));
  });

  it('every folder and file on the map is there', () => {
    const map = /```\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    const places = [...map.matchAll(/^((?:functions|lib|test)\/\S*)/gm)].map(([, place = '']) => place);
    assert.ok(places.length > 20);
    for (const place of places) assert.ok(existsSync(new URL(place, root)), place);
  });
});
