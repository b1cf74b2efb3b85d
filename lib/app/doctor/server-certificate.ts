import { isIP } from 'node:net';
import {
  checkServerIdentity,
  connect,
  type PeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import type { Failure } from '../../errors/causes.ts';
import { failureOf } from '../../errors/failure-of-error.ts';
import { probeSocket } from './probe-socket.ts';

/** A server's certificate, trusted or not. */
interface ServerCertificate {
  /** Its names, as `node-1, 10.0.0.7`. */
  readonly names: string;
  readonly issuer: string;
  readonly validTo: string;
  /** What is wrong with its chain or dates; `undefined` where they are valid. */
  readonly chainFault: Failure | undefined;
  readonly isFor: (name: string) => boolean;
}

/** Reads a server's certificate. Never rejects. */
export function showCertificate(
  host: string,
  port: number,
  secureContext: SecureContext | undefined,
  signal: AbortSignal,
) {
  const socket = connect({
    host,
    port,
    ...(secureContext ? { secureContext } : {}),
    rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
  });
  return probeSocket(socket, 'secureConnect', signal, 'no handshake in time', shownBy);
}

function shownBy(socket: TLSSocket): ServerCertificate {
  const certificate = socket.getPeerCertificate();
  return {
    names: namesOf(certificate),
    issuer: textOf(certificate.issuer.CN) ?? textOf(certificate.issuer.O) ?? 'an issuer without a name',
    validTo: certificate.valid_to,
    chainFault: socket.authorized ? undefined : chainFaultOf(socket.authorizationError),
    isFor: (name) => checkServerIdentity(name, certificate) === undefined,
  };
}

const maxNames = 4;

/** Names are checked separately: only the chain and dates count here. */
function chainFaultOf(code: unknown): Failure | undefined {
  const words = code instanceof Error && 'code' in code ? String(code.code) : String(code);
  const { cause } = failureOf(Object.assign(new Error(words), { code: words }));
  return cause === 'tls_name' ? undefined : { cause, detail: words };
}

function namesOf({ subject, subjectaltname }: PeerCertificate): string {
  const names = (subjectaltname ?? '')
    .split(', ')
    .filter(Boolean)
    .map((name) => name.replace(/^(DNS|IP Address):/, ''));
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : '';
  return names.length > 0 ? names.slice(0, maxNames).join(', ') + more : (textOf(subject.CN) ?? 'nobody');
}

function textOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}
