import { isIP } from 'node:net';
import { checkServerIdentity, connect, type PeerCertificate, type SecureContext } from 'node:tls';
import type { Cause } from '../failure/causes.ts';
import { failureOf } from '../failure/of-error.ts';

/** What a server shows by TLS, whether it is to be trusted or not. */
type Shown =
  | {
      readonly ok: true;
      /** Who it is for, as `node-1, 10.0.0.7`. */
      readonly names: string;
      readonly issuer: string;
      readonly validTo: string;
      /** Why its authority or its dates are not good; `undefined` where they are. */
      readonly chainFault: { readonly cause: Cause; readonly detail: string } | undefined;
      readonly isFor: (name: string) => boolean;
    }
  | { readonly ok: false; readonly cause: Cause; readonly detail: string };

/** Looks at the certificate of whoever listens there. Never throws. */
export function showCertificate(
  host: string,
  port: number,
  secureContext: SecureContext,
  signal: AbortSignal,
): Promise<Shown> {
  return new Promise((resolve) => {
    const socket = connect({
      host,
      port,
      secureContext,
      rejectUnauthorized: false,
      ...(isIP(host) === 0 ? { servername: host } : {}),
    });
    const end = (shown: Shown) => {
      signal.removeEventListener('abort', onEnd);
      socket.destroy();
      resolve(shown);
    };
    const onEnd = () => end({ ok: false, cause: 'timeout', detail: 'no handshake in time' });
    if (signal.aborted) onEnd();
    else signal.addEventListener('abort', onEnd, { once: true });
    socket.once('error', (error) => end({ ok: false, ...failureOf(error) }));
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerCertificate();
      const code = socket.authorizationError as unknown;
      end({
        ok: true,
        names: namesOf(certificate),
        issuer: textOf(certificate.issuer.CN) ?? textOf(certificate.issuer.O) ?? 'an issuer without a name',
        validTo: certificate.valid_to,
        chainFault: socket.authorized ? undefined : chainFaultOf(code),
        isFor: (name) => checkServerIdentity(name, certificate) === undefined,
      });
    });
  });
}

const mostNames = 4;

/** Names are checked apart, so only what is wrong with the chain and its dates counts here. */
function chainFaultOf(code: unknown): { cause: Cause; detail: string } | undefined {
  const words = code instanceof Error && 'code' in code ? String(code.code) : String(code);
  const { cause } = failureOf(Object.assign(new Error(words), { code: words }));
  return cause === 'tls_name' ? undefined : { cause, detail: words };
}

function namesOf({ subject, subjectaltname }: PeerCertificate): string {
  const names = (subjectaltname ?? '')
    .split(', ')
    .filter(Boolean)
    .map((name) => name.replace(/^(DNS|IP Address):/, ''));
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : '';
  return names.length > 0 ? names.slice(0, mostNames).join(', ') + more : (textOf(subject.CN) ?? 'nobody');
}

function textOf(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}
