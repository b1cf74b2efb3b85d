import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { generate } from 'selfsigned';
import { anonymous, authenticate } from '../../../../lib/app/metrics-api/authenticate.ts';
import { isSignedBy, subjectOf } from '../../../../lib/app/metrics-api/certificates.ts';
import { noTrust, trustOf } from '../../../../lib/app/metrics-api/trust.ts';
import { type Authority, authority } from '../../../simulator/certificates.ts';

const nowMs = Date.now();
const dayMs = 86_400_000;

describe('whom to believe', () => {
  let frontProxy: Authority;
  let clients: Authority;
  let data: Record<string, string>;

  before(async () => {
    frontProxy = await authority('same name');
    clients = await authority('same name');
    data = {
      'requestheader-client-ca-file': frontProxy.cert,
      'client-ca-file': `${clients.cert}\n${frontProxy.cert}`,
      'requestheader-allowed-names': '["proxy"]',
      'requestheader-username-headers': '["X-Other-User","X-Remote-User"]',
      'requestheader-group-headers': '["X-Remote-Group"]',
      'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
    };
  });

  const ask = async (more: Record<string, string>, name: string, rawHeaders: readonly string[]) => {
    const { cert } = await frontProxy.sign(name);
    const certificate = new X509Certificate(cert);
    const shown = { certificate, isCertificateRefused: false, rawHeaders };
    return authenticate(shown, trustOf({ ...data, ...more }), () => Promise.resolve(undefined), nowMs);
  };

  it('is read from the ConfigMap; several authorities, names of headers in any case', () => {
    const trust = trustOf(data);
    assert.deepEqual(
      [trust.frontProxyAuthorities.length, trust.clientAuthorities.length, trust.userHeaders],
      [1, 2, ['x-other-user', 'x-remote-user']],
    );
    assert.deepEqual([noTrust.frontProxyAuthorities, noTrust.userHeaders], [[], []]);
  });

  for (const [title, broken] of [
    ['a list that is none', { 'requestheader-allowed-names': '{"a":1}' }],
    ['no JSON', { 'requestheader-group-headers': 'X-Remote-Group' }],
    ['no certificate', { 'client-ca-file': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }],
  ] as const)
    it(`${title} is told, and nothing of it believed`, () =>
      assert.throws(() => trustOf({ ...data, ...broken }), { name: 'AppError', code: 'trust' }));

  it('users, groups, uid and extras are what the headers say', async () => {
    assert.deepEqual(
      await ask({ 'requestheader-uid-headers': '["X-Remote-Uid"]' }, 'proxy', [
        ...['x-remote-user', 'alice', 'X-Remote-Group', 'a,b', 'x-remote-group', '', 'X-REMOTE-GROUP', 'c'],
        ...[
          'X-Remote-Uid',
          '7',
          'X-Remote-Extra-Acme.com%2FProject',
          'p1',
          'X-Remote-Extra-acme.com%2fproject',
          'p2',
        ],
        ...['X-Remote-Extra-bad%zz', 'q'],
      ]),
      {
        name: 'alice',
        uid: '7',
        groups: ['a,b', 'c', 'system:authenticated'],
        extra: { 'acme.com/project': ['p1', 'p2'], 'bad%zz': ['q'] },
      },
    );
  });

  it('any name will do where none is said to be the front proxy’s', async () => {
    const user = await ask({ 'requestheader-allowed-names': '[]' }, 'whoever', ['X-Remote-User', 'bob']);
    assert.equal(user?.name, 'bob');
  });

  it('where one authority signs for both, a certificate that is not the front proxy’s is a client’s', async () => {
    assert.equal(
      (await ask({}, 'carol', ['X-Remote-User', 'root', 'X-Remote-Group', 'system:masters']))?.name,
      'carol',
    );
    const none = await ask({ 'client-ca-file': clients.cert }, 'carol', ['X-Remote-User', 'root']);
    assert.equal(none, undefined);
  });

  it('a front proxy without a user is not system:authenticated', async () => {
    const user = await ask({}, 'proxy', [
      'X-Remote-User',
      'system:anonymous',
      'X-Remote-Group',
      'system:unauthenticated',
    ]);
    assert.deepEqual(user?.groups, ['system:unauthenticated']);
    const shown = {
      certificate: undefined,
      isCertificateRefused: false,
      rawHeaders: ['X-Remote-User', 'root'],
    };
    assert.deepEqual(
      await authenticate(shown, trustOf(data), () => Promise.resolve(undefined), nowMs),
      anonymous,
    );
  });
});

describe('a certificate is signed by an authority', () => {
  let root: Authority;
  let other: Authority;
  before(async () => {
    root = await authority('root');
    other = await authority('root');
  });

  const signed = (pem: string, by: readonly string[], atMs = nowMs) =>
    isSignedBy(
      new X509Certificate(pem),
      by.map((one) => new X509Certificate(one)),
      atMs,
    );

  it('by that authority alone, and not by one of the same name', async () => {
    const { cert } = await root.sign('client');
    assert.deepEqual(
      [
        signed(cert, [root.cert]),
        signed(cert, [other.cert]),
        signed(cert, [other.cert, root.cert]),
        signed(cert, []),
      ],
      [true, false, true, false],
    );
  });

  it('while it and its authority are valid', async () => {
    const { cert } = await root.sign('client', [], 3);
    assert.deepEqual(
      [
        signed(cert, [root.cert], nowMs + 2 * dayMs),
        signed(cert, [root.cert], nowMs + 4 * dayMs),
        signed(cert, [root.cert], nowMs - 3 * dayMs),
      ],
      [true, false, false],
    );
  });

  it('if it is for clients', async () => {
    const { cert } = await generate([{ name: 'commonName', value: 'server' }], {
      keyType: 'ec',
      curve: 'P-256',
      algorithm: 'sha256',
      ca: { key: root.key, cert: root.cert },
      extensions: [{ name: 'extKeyUsage', serverAuth: true }],
    });
    assert.equal(signed(cert, [root.cert]), false);
  });

  it('and not by another client', async () => {
    const client = await root.sign('client');
    const { cert } = await generate([{ name: 'commonName', value: 'forged' }], {
      keyType: 'ec',
      curve: 'P-256',
      algorithm: 'sha256',
      ca: client,
    });
    assert.equal(signed(cert, [root.cert]), false);
    assert.equal(signed(cert, [client.cert]), false);
  });

  it('its names are those of its subject', async () => {
    const { cert } = await root.sign('alice', [], 30, 'people');
    assert.deepEqual(subjectOf(new X509Certificate(cert)), {
      commonName: 'alice',
      organizations: ['people'],
    });
  });
});
