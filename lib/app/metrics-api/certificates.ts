import type { X509Certificate } from 'node:crypto';

const clientAuthentication = '1.3.6.1.5.5.7.3.2';
const anyUsage = '2.5.29.37.0';

/**
 * Whether one of these authorities signed a client's certificate, and it is good for clients now. TLS has seen to it that the client has
 * the key, and that the chain is sound; it does not tell of several authorities which one signed, nor does it look again
 * while a connection lives. What signs through another one has to be among the authorities itself: Node does not tell what a client
 * brought along.
 */
export function isSignedBy(
  certificate: X509Certificate,
  authorities: readonly X509Certificate[],
  nowMs: number,
): boolean {
  return (
    isForClients(certificate) &&
    isValidAt(certificate, nowMs) &&
    authorities.some((authority) => hasSigned(authority, certificate) && isValidAt(authority, nowMs))
  );
}

function hasSigned(authority: X509Certificate, certificate: X509Certificate): boolean {
  return authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

function isValidAt({ validFrom, validTo }: X509Certificate, nowMs: number): boolean {
  return Date.parse(validFrom) <= nowMs && nowMs <= Date.parse(validTo);
}

function isForClients({ keyUsage }: X509Certificate): boolean {
  // Node calls the extended key usage so; without one a certificate is for everything.
  const usages = keyUsage as readonly string[] | undefined;
  return usages === undefined || usages.includes(clientAuthentication) || usages.includes(anyUsage);
}

/** The subject's common name and organisations; of several names the last, as Go has it. */
export function subjectOf(certificate: X509Certificate): {
  readonly commonName: string | undefined;
  readonly organizations: readonly string[];
} {
  const { CN, O } = certificate.toLegacyObject().subject as unknown as Record<string, string | string[]>;
  return { commonName: [CN ?? []].flat().at(-1), organizations: [O ?? []].flat() };
}

/** Each certificate of a PEM text by itself. */
export function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}
