import type { X509Certificate } from 'node:crypto';

const longestChain = 10;
const clientAuthentication = '1.3.6.1.5.5.7.3.2';
const anyUsage = '2.5.29.37.0';

/**
 * Whether a client's certificate, with what it brought along, goes back to one of these authorities and is good for clients
 * now. TLS has seen to it that the client has the key, and that the chain is sound; it does not tell of several authorities
 * which one signed, nor does it look again while a connection lives.
 */
export function isSignedBy(
  certificate: X509Certificate,
  authorities: readonly X509Certificate[],
  nowMs: number,
): boolean {
  if (!isForClients(certificate)) return false;
  let link: X509Certificate | undefined = certificate;
  for (let length = 0; link && length < longestChain; length++) {
    const issued: X509Certificate = link;
    if (!isValidAt(issued, nowMs)) return false;
    if (authorities.some((authority) => hasSigned(authority, issued) && isValidAt(authority, nowMs)))
      return true;
    const issuer: X509Certificate | undefined = issued.issuerCertificate;
    link = issuer && hasSigned(issuer, issued) ? issuer : undefined;
  }
  return false;
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
