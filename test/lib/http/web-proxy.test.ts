import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AppError } from '../../../lib/errors/app-error.ts';
import { webProxyFor } from '../../../lib/http/web-proxy.ts';

describe('webProxyFor', () => {
  const proxy = 'http://proxy:3128';
  for (const [url, environment, expected] of [
    ['https://api:6443', {}, undefined],
    ['https://api:6443', { HTTPS_PROXY: proxy }, proxy],
    ['https://api:6443', { https_proxy: proxy }, proxy],
    ['https://api:6443', { HTTP_PROXY: proxy }, undefined],
    ['http://influx:8086', { HTTP_PROXY: proxy }, proxy],
    ['https://api:6443', { HTTPS_PROXY: proxy, NO_PROXY: 'api' }, undefined],
    ['https://api.corp.example', { HTTPS_PROXY: proxy, NO_PROXY: 'x, .corp.example' }, undefined],
    ['https://api.corp.example', { HTTPS_PROXY: proxy, NO_PROXY: 'corp.example:443' }, undefined],
    ['https://api.corp.example', { HTTPS_PROXY: proxy, NO_PROXY: 'corp.example:8443' }, proxy],
    ['https://notcorp.example', { HTTPS_PROXY: proxy, NO_PROXY: 'corp.example' }, proxy],
    ['https://10.96.0.1', { HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/8' }, undefined],
    ['https://11.96.0.1', { HTTPS_PROXY: proxy, NO_PROXY: '10.0.0.0/8' }, proxy],
    ['https://[fd00::1]:443', { HTTPS_PROXY: proxy, NO_PROXY: 'fd00::/8' }, undefined],
    ['https://api', { HTTPS_PROXY: proxy, NO_PROXY: '*' }, undefined],
    ['https://api', { HTTPS_PROXY: 'proxy:3128' }, proxy],
  ] as const)
    it(`${url} with ${JSON.stringify(environment)}: ${expected ?? 'none'}`, () =>
      assert.equal(webProxyFor(url, environment), expected));
});

it('webProxyFor refuses what is no proxy, and does not quote it', () => {
  for (const HTTPS_PROXY of ['socks5://u:hunter2@p', 'http://u:hunter2%zz@p:1', 'http://:::hunter2'])
    assert.throws(
      () => webProxyFor('https://api', { HTTPS_PROXY }),
      (error: unknown) =>
        error instanceof AppError && error.exitCode === 2 && !error.message.includes('hunter2'),
    );
});
