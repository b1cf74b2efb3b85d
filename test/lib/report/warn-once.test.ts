import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { it } from 'node:test';
import { textReporter } from '../../../lib/report/text-reporter.ts';
import { warnOnce } from '../../../lib/report/warn-once.ts';

it('warns of the same thing once, and of another thing, too', () => {
  const output = new PassThrough();
  const warn = warnOnce(textReporter(output, 'info'));
  for (const words of ['a', 'a', 'b', 'a']) warn(words);
  assert.equal(String(output.read()), 'Warning: a\nWarning: b\n');
});
