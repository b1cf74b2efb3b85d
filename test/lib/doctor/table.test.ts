import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Finding, findingsOf } from '../../../lib/doctor/finding.ts';
import { closingLine, findingTable } from '../../../lib/doctor/table.ts';

const good = (count: number): Finding[] =>
  Array.from({ length: count }, (_, index) => findingsOf('TCP', `node-${index + 1}`).ok('it is open'));
const bad = findingsOf('TCP', 'node-x').failed('it refused', { remedy: 'Start it.', exitCode: 4 });

describe('findingTable', () => {
  it('has a row for each finding, and what mends it below', () =>
    assert.equal(
      findingTable([...good(1), bad], false),
      '✔ TCP   node-1   it is open\n✘ TCP   node-x   it refused\n    Start it.\n',
    ));

  it('sums up what went well for many, and never what did not', () =>
    assert.equal(
      findingTable([...good(1000), bad], false),
      '✔ TCP   1000 of 1001   as node-1: it is open\n✘ TCP   node-x         it refused\n    Start it.\n',
    ));

  it('is green and red on a terminal', () => {
    const [ok = '', failed = ''] = findingTable([...good(1), bad], true).split('\n');
    assert.ok(ok.startsWith('\u001b[32m') && failed.startsWith('\u001b[31m'));
  });
});

it('the closing line counts, and says whether a run would work', () => {
  assert.match(closingLine(good(2), 0), /^2 ok, .*: a run would work$/);
  assert.match(closingLine([bad], 4), /1 failed, .* exit code 4/);
});
