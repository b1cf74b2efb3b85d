import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { configurationError } from '../errors/app-error.ts';
import { readFileOf } from '../http/secret-file.ts';

/** What TLS needs of certificates and keys, read once. @throws AppError exit code 2, naming where they may come from */
export function secureContextOf(names: string, tls: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(tls);
  } catch (cause) {
    throw configurationError(
      `A certificate or key cannot be used: ${cause instanceof Error ? cause.message : ''}.`,
      `Check that ${names} hold PEM, and that the key is the certificate’s.`,
      cause,
    );
  }
}

/** The content of a file that a setting names, if it names one. @throws AppError exit code 2 */
export function fileOf(variable: string, file: string | undefined): Buffer | undefined {
  return file === undefined ? undefined : readFileOf(variable, file);
}

/** The authorities in a file. @throws AppError exit code 2, also where there is no certificate in it */
export function authoritiesOf(variable: string, file: string | undefined): Buffer | undefined {
  const bytes = fileOf(variable, file);
  if (bytes && !bytes.includes('-----BEGIN CERTIFICATE-----'))
    throw configurationError(
      `${variable}=${file ?? ''} holds no certificate.`,
      'Give the authority’s certificate as PEM, which begins with -----BEGIN CERTIFICATE-----.',
    );
  return bytes;
}
