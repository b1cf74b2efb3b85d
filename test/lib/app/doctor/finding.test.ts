import assert from 'node:assert/strict';
import { it } from 'node:test';
import { findingsOf } from '../../../../lib/app/doctor/finding.ts';

it('no finding moves a terminal’s cursor or makes a line of its own out of what a server says', () => {
  const hostile = 'a\u001b[2J\rb\u202ec\u0007';
  const { warning } = findingsOf('TLS', `node\n${hostile}`);
  const { of, says, remedy } = warning(hostile, hostile);
  for (const words of [of, says, remedy ?? '']) assert.doesNotMatch(words, /[\p{Cc}\p{Bidi_Control}]/u);
});
