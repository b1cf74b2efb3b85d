import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Finding, findingsOf, findingsOfNode } from '../../../../lib/app/doctor/finding.ts';
import { closingLine, findingTable } from '../../../../lib/app/doctor/findings-table.ts';

const good = (count: number): Finding[] =>
  Array.from({ length: count }, (_, index) => findingsOfNode('TCP', `node-${index + 1}`).ok('it is open'));
const bad = (count: number, remedy = 'Start it.'): Finding[] =>
  Array.from({ length: count }, (_, index) =>
    findingsOf('TCP', `node-x${index}`).failed('it refused', { remedy, exitCode: 4 }),
  );

describe('findingTable', () => {
  it('has a row for each finding, and its remedy below', () =>
    assert.equal(
      findingTable([...good(1), ...bad(1)], false),
      '✔ TCP   node-1    it is open\n✘ TCP   node-x0   it refused\n    Start it.\n',
    ));

  it('sums up what is ok for many nodes, and names every failure, with each remedy once', () =>
    assert.equal(
      findingTable([...good(1000), ...bad(5)], false),
      [
        '✔ TCP   node-1, node-2 and 998 more   it is open',
        '✘ TCP   node-x0                       it refused',
        '✘ TCP   node-x1                       it refused',
        '✘ TCP   node-x2                       it refused',
        '    … and 2 more in the same way: node-x3, node-x4',
        '    Start it.',
        '',
      ].join('\n'),
    ));

  it('never hides what differs: of each node’s own it shows three, of questions all', () => {
    const each = (of: typeof findingsOf) =>
      Array.from({ length: 9 }, (_, index) => of('answer', `node-${index}`).ok(`${index} pods`));
    assert.equal(
      findingTable(each(findingsOfNode), false),
      [
        '✔ answer   node-0                     0 pods',
        '✔ answer   node-1                     1 pods',
        '✔ answer   node-2                     2 pods',
        '✔ answer   node-3, node-4 and 4 more   likewise',
        '',
      ]
        .join('\n')
        .replaceAll(/(node-[012]) {21}/g, '$1                      '),
    );
    assert.equal(findingTable(each(findingsOf), false).trimEnd().split('\n').length, 9);
  });

  it('a text longer than a line continues below', () =>
    assert.equal(
      findingTable(
        [findingsOf('settings', 'all').failed('two:\n- a\n- b', { remedy: 'Mend.', exitCode: 2 })],
        false,
      ),
      '✘ settings   all   two:\n    - a\n    - b\n    Mend.\n',
    ));

  it('distinguishes remedies', () => {
    const text = findingTable([...bad(1), ...bad(1, 'Open it.')], false);
    assert.ok(text.includes('Start it.') && text.includes('Open it.'));
  });

  it('is green and red on a terminal', () => {
    const [ok = '', failed = ''] = findingTable([...good(1), ...bad(1)], true).split('\n');
    assert.ok(ok.startsWith('\u001b[32m') && failed.startsWith('\u001b[31m'));
  });
});

describe('closingLine', () => {
  for (const [findings, exitCode, words] of [
    [good(2), 0, '2 ok, 0 warnings, 0 failed, 0 skipped: a run would work'],
    [
      bad(1),
      4,
      '0 ok, 0 warnings, 1 failed, 0 skipped: a run would not have every node’s numbers (exit code 4)',
    ],
    [bad(1), 2, '0 ok, 0 warnings, 1 failed, 0 skipped: a run would end with exit code 2'],
  ] as const)
    it(words, () => assert.equal(closingLine(findings, exitCode), words));
});
