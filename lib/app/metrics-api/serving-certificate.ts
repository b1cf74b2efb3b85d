import { createPrivateKey, X509Certificate } from 'node:crypto';
import { certificatesIn } from './certificates.ts';

/** The metrics API's certificate, its key and its authority; PEM. */
export interface ServingCertificate {
  readonly cert: string;
  readonly key: string;
  readonly ca: string;
}

const dayMs = 86_400_000;
const validDays = 3650;
const minDaysLeft = 30;

/**
 * A certificate for a Service, by an authority that signs nothing else: its key is discarded.
 *
 * @param names of the Service: `heapline-metrics-api.heapline.svc`
 */
export async function makeServingCertificate(
  names: readonly [string, ...string[]],
  nowMs: number,
): Promise<ServingCertificate> {
  // A large package that only this needs.
  const { generate } = await import('selfsigned');
  const common = {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(nowMs - dayMs),
    notAfterDate: new Date(nowMs + validDays * dayMs),
  } as const;
  const authority = await generate([{ name: 'commonName', value: `${names[0]} authority ${nowMs}` }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  const { cert, private: key } = await generate([{ name: 'commonName', value: names[0] }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
    ],
  });
  return { cert, key, ca: authority.cert };
}

/** Why a certificate does not fit these names; `undefined` where it does. */
export function problemOf(
  { cert, key, ca }: ServingCertificate,
  names: readonly string[],
): string | undefined {
  try {
    const [shown, ...along] = certificatesIn(cert).map((pem) => new X509Certificate(pem));
    if (!shown) return 'it holds no certificate';
    if (!shown.checkPrivateKey(createPrivateKey(key))) return 'its key is another one’s';
    const authorities = [...along, ...certificatesIn(ca).map((pem) => new X509Certificate(pem))];
    if (!authorities.some((one) => shown.checkIssued(one) && shown.verify(one.publicKey)))
      return 'its authority has not signed it';
    return names.some((name) => shown.checkHost(name) === undefined)
      ? 'it is for another Service'
      : undefined;
  } catch {
    return 'it holds no certificate, key and authority';
  }
}

/** Whether the certificate or its authority expires soon. */
export function endsSoon({ cert, ca }: ServingCertificate, nowMs: number): boolean {
  const ends = [cert, ca].map((pem) => Date.parse(new X509Certificate(pem).validTo));
  return Math.min(...ends) < nowMs + minDaysLeft * dayMs;
}
