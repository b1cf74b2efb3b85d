import type { X509Certificate } from 'node:crypto';

const clientAuthentication = '1.3.6.1.5.5.7.3.2';
const anyUsage = '2.5.29.37.0';

/**
 * Whether one of these authorities issued a client certificate, and it is valid for clients now. TLS has
 * verified the key and the chain, but does not tell which of several authorities it was, and does not check
 * again while the connection lasts. Intermediate certificates must be among the authorities: Node does not
 * expose the client's chain.
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
  // Node's name for the extended key usage; without one every use is allowed.
  const usages = keyUsage as readonly string[] | undefined;
  return usages === undefined || usages.includes(clientAuthentication) || usages.includes(anyUsage);
}

/** The subject's common name and organisations; like Go, the last of several common names. */
export function subjectOf(certificate: X509Certificate): {
  readonly commonName: string | undefined;
  readonly organizations: readonly string[];
} {
  const { CN, O } = certificate.toLegacyObject().subject as unknown as Record<string, string | string[]>;
  return { commonName: [CN ?? []].flat().at(-1), organizations: [O ?? []].flat() };
}

/** The certificates in a PEM text. */
export function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}
