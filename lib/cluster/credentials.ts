import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { validateHeaderValue } from 'node:http';
import type { RequestOptions } from 'node:https';
import { createSecureContext } from 'node:tls';
import { KubeConfig } from '@kubernetes/client-node';
import { AppError, exitCodes } from '../errors.ts';
import { isProxy } from '../web-proxy.ts';

/** How to reach the API server, and as whom. */
export interface Credentials {
  /** As `https://10.96.0.1:443`, with the path that the kubeconfig may give. */
  readonly server: string;
  readonly isInCluster: boolean;
  readonly proxyUrl: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsMaterial;
}

interface TlsMaterial {
  readonly ca?: string | Buffer | undefined;
  readonly cert?: string | Buffer | undefined;
  readonly key?: string | Buffer | undefined;
  readonly servername?: string | undefined;
  readonly rejectUnauthorized?: boolean | undefined;
}

interface Wanted {
  readonly kubeconfig: string | undefined;
  readonly kubeContext: string | undefined;
}

/**
 * Credentials from KUBECONFIG if it is set, else from the pod's service account, else from `~/.kube/config`. Exec
 * plugins are run and token files read here.
 *
 * @param root where the service account's files are looked for, for tests
 * @throws AppError exit code 2
 */
export async function findCredentials(wanted: Wanted, root = ''): Promise<Credentials> {
  const config = new KubeConfig();
  const isInCluster = load(config, wanted, root);
  if (wanted.kubeContext !== undefined) useContext(config, wanted.kubeContext);
  const cluster = config.getCurrentCluster();
  if (!cluster?.server)
    throw problem(
      'The kubeconfig has no current context with a cluster in it.',
      'Choose one: KUBE_CONTEXT=NAME, or `kubectl config use-context NAME`.',
    );
  if (!URL.canParse(cluster.server) || !/^https?:$/.test(new URL(cluster.server).protocol))
    throw problem(
      'The address of the API server in the kubeconfig is no URL of http or https.',
      'Write `server: https://ADDRESS:6443`: `kubectl config view` shows it.',
    );
  const isPlain = cluster.server.startsWith('http:');
  if (isPlain && hasSecret(config))
    throw problem(
      `The API server's address, ${cluster.server}, is plain http, and a Kubernetes token never leaves over http.`,
      'Use the https address of the API server.',
    );
  if (cluster.proxyUrl && !isProxy(cluster.proxyUrl))
    throw problem(
      'The kubeconfig names a proxy-url that is not the URL of an HTTP proxy (it is not shown, it may hold a password).',
      'Use an HTTP proxy, or run heapline where it reaches the API server by itself.',
    );
  return {
    server: cluster.server.replace(/\/+$/, ''),
    isInCluster,
    proxyUrl: cluster.proxyUrl,
    ...(isPlain ? { headers: {}, tls: {} } : await unlock(config)),
  };
}

function load(config: KubeConfig, { kubeconfig }: Wanted, root: string): boolean {
  const serviceAccount = `${root}/var/run/secrets/kubernetes.io/serviceaccount/token`;
  const home = join(homedir(), '.kube', 'config');
  if (kubeconfig !== undefined) loadFiles(config, kubeconfig.split(delimiter).filter(Boolean));
  else if (existsSync(serviceAccount)) config.loadFromCluster(root);
  else if (existsSync(home)) loadFiles(config, [home]);
  else
    throw problem(
      'There are no credentials for a cluster: no KUBECONFIG, no service account, no ~/.kube/config.',
      'Set KUBECONFIG=/path/to/kubeconfig, or run heapline in a pod with a service account.',
    );
  return kubeconfig === undefined && existsSync(serviceAccount);
}

function loadFiles(config: KubeConfig, files: readonly string[]): void {
  for (const [position, file] of files.entries()) {
    try {
      const next = position === 0 ? config : new KubeConfig();
      next.loadFromFile(file);
      if (next !== config) config.mergeConfig(next);
    } catch (cause) {
      throw problem(
        `The kubeconfig ${file} could not be read: ${withoutExcerpt(cause)}`,
        'Check KUBECONFIG and the file: `kubectl config view` reads the same one.',
      );
    }
  }
}

/** A YAML error quotes the lines around it, and those may hold a token: its first line says enough. */
function withoutExcerpt(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  const { reason, mark } = error as { reason?: unknown; mark?: { line?: number } };
  if (typeof reason === 'string') return `${reason}, line ${(mark?.line ?? 0) + 1}`;
  return error.message.split('\n', 1)[0] ?? '';
}

function useContext(config: KubeConfig, name: string): void {
  if (!config.getContextObject(name)) {
    const known = config.getContexts().map((context) => context.name);
    throw problem(
      `KUBE_CONTEXT is "${name}", and the kubeconfig has no such context.`,
      known.length === 0 ? 'It has none at all.' : `Its contexts: ${known.join(', ')}.`,
    );
  }
  config.setCurrentContext(name);
}

function hasSecret(config: KubeConfig): boolean {
  const user = config.getCurrentUser();
  return [user?.token, user?.authProvider, user?.exec, user?.password, user?.keyData, user?.keyFile].some(
    Boolean,
  );
}

async function unlock(config: KubeConfig): Promise<Pick<Credentials, 'headers' | 'tls'>> {
  const options: RequestOptions = {};
  try {
    await config.applyToHTTPSOptions(options);
  } catch (cause) {
    throw problem(
      `The credentials of the kubeconfig could not be had${pluginOf(config)}${codeOf(cause)}.`,
      'Run `kubectl get nodes` with the same KUBECONFIG: it says more, and needs the same plugin and files.',
    );
  }
  const { ca, cert, key, servername, rejectUnauthorized } = options as TlsMaterial;
  try {
    createSecureContext({ ca, cert, key });
  } catch {
    throw problem(
      'A certificate or key of the kubeconfig cannot be used.',
      'Check that certificate-authority, client-certificate and client-key hold PEM, and that the key is the certificate’s.',
    );
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name] = String(value).trim();
  if (options.auth) headers['Authorization'] = `Basic ${Buffer.from(options.auth).toString('base64')}`;
  for (const [name, value] of Object.entries(headers))
    if (!isHeader(name, value))
      throw problem(
        'The token or password of the kubeconfig holds a character that no HTTP header can carry.',
        'Check it for line breaks and quotes that came along when it was copied.',
      );
  return { headers, tls: { ca, cert, key, servername, rejectUnauthorized } };
}

/** Which program was to bring them; its arguments may hold a secret. */
function pluginOf(config: KubeConfig): string {
  const { command } = (config.getCurrentUser()?.exec ?? {}) as { command?: unknown };
  return typeof command === 'string' ? ` from the plugin ${command}` : '';
}

// The words of a plugin's failure hold what the plugin printed, which may be the credential itself: only a code is told.
function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? ` (${code})` : '';
}

function isHeader(name: string, value: string): boolean {
  try {
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

function problem(message: string, remedy: string): AppError {
  return new AppError(message, { code: 'credentials', remedy, exitCode: exitCodes.configuration });
}
