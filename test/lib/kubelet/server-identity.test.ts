import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { type AddressInfo } from 'node:net';
import { checkServerIdentity, createServer } from 'node:tls';
import { describe, it } from 'node:test';
import { buildConnector } from 'undici';
import { identityByX509, withX509Certificate } from '../../../lib/kubelet/server-identity.ts';
import { authority, type KeyPair } from '../../simulator/certificates.ts';

describe('a certificate', () => {
  for (const [names, asked, isGood] of [
    [['127.0.0.1'], '127.0.0.1', true],
    [['127.0.0.2'], '127.0.0.1', false],
    [['127.0.0.1'], 'localhost', false],
    [['localhost'], '127.0.0.1', false],
    [['localhost'], 'localhost', true],
    [['node-1.example', 'node-2.example'], 'node-2.example', true],
    [['node-1.example'], 'NODE-1.example', true],
    [['*.kube.example'], 'node-1.kube.example', true],
    [['*.kube.example'], 'a.node-1.kube.example', false],
    [['*.example'], 'node-1.example', false],
    [['node-1.example'], 'node-1.example.evil', false],
    [['node-1.example'], '.example', false],
    // Without names of its own the certificate's common name counts: `kubelet`.
    [[], 'kubelet', true],
    [[], '127.0.0.1', false],
    [['127.0.0.1'], 'kubelet', true],
    [['node-1.example'], 'kubelet', false],
  ] as const)
    it(`for ${names.join(' and ') || 'nobody'} ${isGood ? 'serves' : 'does not serve'} ${asked}, as Node says, too`, async () => {
      const ca = await authority('names');
      const pair = await ca.sign('kubelet', names);
      const plain = await errorOf(pair, ca.cert, asked, false);
      const lean = await errorOf(pair, ca.cert, asked, true);
      assert.equal(lean?.message, plain?.message);
      assert.equal(lean?.code, isGood ? undefined : 'ERR_TLS_CERT_ALTNAME_INVALID');
    });

  it('is Node’s to judge in Node’s own form', async () => {
    const ca = await authority('names');
    const { cert } = await ca.sign('kubelet', ['node-1.example']);
    const own = new X509Certificate(cert).toLegacyObject();
    assert.equal(identityByX509.checkServerIdentity('node-1.example', own), undefined);
    assert.equal(
      identityByX509.checkServerIdentity('node-2.example', own)?.message,
      checkServerIdentity('node-2.example', own)?.message,
    );
  });
});

/** What a handshake in the name of `asked` ends with; `undefined` where it is good. */
async function errorOf(
  pair: KeyPair,
  ca: string,
  asked: string,
  isLean: boolean,
): Promise<NodeJS.ErrnoException | undefined> {
  const server = createServer(pair, (socket) => socket.end().on('error', () => undefined));
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const options = { ca, allowH2: false };
  const connector = isLean
    ? withX509Certificate(buildConnector({ ...options, ...identityByX509 }))
    : buildConnector(options);
  // A name that is not resolved: the address is told apart from it.
  const servername = /^[\d.]+$/.test(asked) ? undefined : asked;
  try {
    return await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
      connector(
        {
          hostname: '127.0.0.1',
          host: '127.0.0.1',
          protocol: 'https:',
          port: String(port),
          ...(servername === undefined ? {} : { servername }),
        },
        (error, socket) => {
          socket?.destroy();
          resolve(error ?? undefined);
        },
      );
    });
  } finally {
    server.close();
  }
}
