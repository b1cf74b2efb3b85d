import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { settings } from '../../lib/config/scrape-settings.ts';
import type { Setting } from '../../lib/config/setting.ts';

const byVariable = new Map<string, Setting<unknown>>(
  Object.values<Setting<unknown>>(settings).map((setting) => [setting.variable, setting]),
);

/** The first table below `heading`: its variables and the cell with their default. */
function rowsOf(file: string, heading: string): { variables: string[]; shown: string }[] {
  const text = readFileSync(file, 'utf8');
  const section = text.slice(text.indexOf(`\n${heading}\n`));
  const table = /\n\|[^\n]*\n\|[ |-]*\n((?:\|[^\n]*\n)*)/.exec(section)?.[1] ?? '';
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const [, names = '', shown = ''] = line.split('|').map((cell) => cell.trim());
      return { variables: [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name!), shown };
    });
}

for (const [file, heading, none] of [
  ['README.md', '## Settings', ['', 'none', 'all nodes']],
  ['README.zh-CN.md', '## 设置', ['', '无']],
] as const)
  describe(`the defaults that ${file} shows`, () => {
    const rows = rowsOf(file, heading);

    it('are those of settings that there are', () => {
      assert.ok(rows.length > 8, `${rows.length} rows`);
      for (const { variables } of rows)
        for (const variable of variables) assert.ok(byVariable.has(variable), variable);
    });

    for (const { variables, shown } of rows)
      it(`${variables.join(', ')}: ${shown}`, () => {
        const inCode = variables.map((variable) => byVariable.get(variable)!);
        const fallbacks = inCode.map(({ fallback }) => fallback);
        if (fallbacks.every((fallback) => fallback !== undefined)) {
          assert.equal(shown.replaceAll('`', ''), fallbacks.join(', '));
          return;
        }
        // Optional settings: no default, or one in words that --help tells, too.
        assert.ok(fallbacks.every((fallback) => fallback === undefined));
        const words = [...shown.matchAll(/`([^`]+)`/g)].map(([, word]) => word!);
        const told = inCode.map(({ fallbackHelp = '' }) => fallbackHelp).join(' ');
        for (const word of words) assert.ok(told.includes(word), `${word} is not in "${told}"`);
        if (words.length === 0)
          assert.ok((none as readonly string[]).includes(shown.split(/[:：]/)[0]!), shown);
      });
  });
