import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { configurationError } from '../errors/app-error.ts';
import { readFileOf } from '../http/secret-file.ts';

/** A TLS context, made once. @throws AppError exit code 2, with the settings that may be wrong */
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

/** The content of the file that a setting names, if it is set. @throws AppError exit code 2 */
export function fileOf(variable: string, file: string | undefined): Buffer | undefined {
  return file === undefined ? undefined : readFileOf(variable, file);
}

/** The authorities in a file. @throws AppError exit code 2, also where it contains no certificate */
export function authoritiesOf(variable: string, file: string | undefined): Buffer | undefined {
  const bytes = fileOf(variable, file);
  if (bytes && !bytes.includes('-----BEGIN CERTIFICATE-----'))
    throw configurationError(
      `${variable}=${file ?? ''} holds no certificate.`,
      'Give the authority’s certificate as PEM, which begins with -----BEGIN CERTIFICATE-----.',
    );
  return bytes;
}
