import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { interner } from '../../../lib/util/interner.ts';

describe('interner', () => {
  it('makes a value once for each kind and key', () => {
    const share = interner();
    const one = share('labels', 'a', () => ({ app: 'web' }));
    assert.equal(
      share('labels', 'a', () => ({ app: 'again' })),
      one,
    );
    assert.deepEqual(
      share('requests', 'a', () => ({ cpuMillicores: 1 })),
      { cpuMillicores: 1 },
    );
  });

  it('keeps a value that is absent, too', () => {
    const share = interner();
    let made = 0;
    const make = () => {
      made++;
      return undefined;
    };
    share('labels', '', make);
    share('labels', '', make);
    assert.equal(made, 1);
  });
});
