import assert from 'node:assert/strict';
import { it } from 'node:test';
import { errorChain } from '../../../lib/errors/app-error.ts';

it('errorChain follows causes and the parts of an AggregateError', () => {
  const refused = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  const chain = errorChain(new Error('outer', { cause: new AggregateError([refused]) }));
  assert.deepEqual(
    chain.map(({ code }) => code),
    ['Error', 'AggregateError', 'ECONNREFUSED'],
  );
});
