import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Credentials } from '../../../lib/kubernetes/credentials.ts';
import { openApiIdentity } from '../../../lib/kubernetes/api-identity.ts';

const credentials = (token: string): Credentials => ({
  server: 'https://127.0.0.1:1',
  isInCluster: true,
  proxyUrl: undefined,
  headers: { Authorization: `Bearer ${token}` },
  tls: {},
});
const never = new AbortController().signal;

describe('openApiIdentity', () => {
  it('finds the token that took the place of one that was refused', async () => {
    let token = 'first';
    const identity = await openApiIdentity(() => Promise.resolve(credentials(token)), never);
    for (const next of ['second', 'third']) {
      const refused = identity.headers();
      token = next;
      assert.equal(await identity.renew(refused), true);
      assert.deepEqual(identity.headers(), credentials(next).headers);
    }
  });

  it('reports that no newer token exists, without a second read', async () => {
    let finds = 0;
    const find = () => {
      finds++;
      return Promise.resolve(credentials('always'));
    };
    const identity = await openApiIdentity(find, never);
    for (let time = 0; time < 3; time++) assert.equal(await identity.renew(identity.headers()), false);
    assert.equal(finds, 2);
  });

  it('renews once for all requests that got a 401 at the same time', async () => {
    let finds = 0;
    const identity = await openApiIdentity(() => Promise.resolve(credentials(`token-${finds++}`)), never);
    const refused = identity.headers();
    assert.deepEqual(await Promise.all([1, 2, 3].map(() => identity.renew(refused))), [true, true, true]);
    assert.equal(finds, 2);
    assert.deepEqual(identity.headers(), credentials('token-1').headers);
  });

  it('does not wait for a plugin beyond the end: configuration', async () => {
    const end = new AbortController();
    const opening = openApiIdentity(() => new Promise(() => undefined), end.signal);
    end.abort('SIGTERM was received');
    await assert.rejects(opening, { exitCode: 2, message: /did not come in time: SIGTERM was received/ });
  });
});
