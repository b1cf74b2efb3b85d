import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { checkServerIdentity, type PeerCertificate, TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';

/**
 * Makes connections look at a kubelet's certificate as OpenSSL has it. Node takes it apart for whoever may want its parts, with
 * all that signed it, which costs as much as the key exchange, and nobody wants them.
 *
 * @param connect made with `identityByX509`
 */
export function leanlyIdentified(connect: buildConnector.connector): buildConnector.connector {
  // It gives the socket, of which its type does not tell.
  const connected: (...given: Parameters<typeof connect>) => unknown = connect;
  return (options, callback) => {
    const socket = connected(options, callback);
    if (socket instanceof TLSSocket)
      Object.assign(socket, { getPeerCertificate: () => socket.getPeerX509Certificate() });
  };
}

/** Whether a certificate is for the name that was asked for. What OpenSSL does not know at once is Node's to judge, and to name. */
export const identityByX509 = {
  checkServerIdentity: (name: string, given: PeerCertificate | X509Certificate): Error | undefined => {
    if (!(given instanceof X509Certificate)) return checkServerIdentity(name, given);
    // Of a name that begins with a dot OpenSSL takes all that end in it.
    const found = isIP(name)
      ? given.checkIP(name)
      : name.startsWith('.')
        ? undefined
        : given.checkHost(name, strictly);
    return found === undefined ? checkServerIdentity(name, given.toLegacyObject()) : undefined;
  },
};

const strictly = { subject: 'never', partialWildcards: false } as const;
