import type { RequestOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { KubeConfig } from '@kubernetes/client-node';
import { AppError, exitCodes } from '../errors/app-error.ts';
import { isHeaderValue } from '../http/headers.ts';
import type { Credentials, TlsMaterial } from './credentials.ts';

/**
 * The token or certificate of a kubeconfig. Reads files and runs plugins.
 *
 * @throws AppError exit code 2, which quotes no secret
 */
export async function kubeconfigAuth(config: KubeConfig): Promise<Pick<Credentials, 'headers' | 'tls'>> {
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (cause) {
    throw credentialsError(
      `The credentials of the kubeconfig could not be had${pluginOf(config)}${codeOf(cause)}.`,
      'Run `kubectl get nodes` with the same KUBECONFIG: it says more, and needs the same plugin and files.',
    );
  }
  const { ca, cert, key, servername, rejectUnauthorized } = options as TlsMaterial;
  try {
    createSecureContext({ ca, cert, key });
  } catch {
    throw credentialsError(
      'A certificate or key of the kubeconfig cannot be used.',
      'Check that certificate-authority, client-certificate and client-key hold PEM, and that the key is the certificate’s.',
    );
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name] = String(value).trim();
  if (options.auth) headers['Authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  if (!Object.values(headers).every(isHeaderValue))
    throw credentialsError(
      'The token or password of the kubeconfig holds a character that no HTTP header can carry.',
      'Check it for line breaks and quotes that came along when it was copied.',
    );
  return { headers, tls: { ca, cert, key, servername, rejectUnauthorized } };
}

/** The plugin's program; its arguments may contain a secret. */
function pluginOf(config: KubeConfig): string {
  const { command } = (config.getCurrentUser()?.exec ?? {}) as { command?: unknown };
  return typeof command === 'string' ? ` from the plugin ${command}` : '';
}

// The message of a failed plugin contains its output, which may be the credential: only the code is used.
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? ` (${code})` : '';
}

/** Unusable credentials: exit code 2. */
export function credentialsError(message: string, remedy: string): AppError {
  return new AppError(message, { code: 'credentials', remedy, exitCode: exitCodes.configuration });
}
