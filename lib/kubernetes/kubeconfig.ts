import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { isProxy } from '../http/web-proxy.ts';
import type { Credentials } from './credentials.ts';
import { credentialsError, kubeconfigAuth } from './kubeconfig-auth.ts';

interface KubeconfigSettings {
  readonly kubeconfig: string | undefined;
  readonly kubeContext: string | undefined;
}

/**
 * Credentials from KUBECONFIG if it is set, else from the pod's service account, else from `~/.kube/config`.
 * Runs exec plugins and reads token files.
 *
 * @param root the folder with the service account's files, for tests
 * @throws AppError exit code 2
 */
export async function findCredentials(wanted: KubeconfigSettings, root = ''): Promise<Credentials> {
  const config = new KubeConfig();
  const isInCluster = load(config, wanted, root);
  if (wanted.kubeContext !== undefined) useContext(config, wanted.kubeContext);
  const cluster = config.getCurrentCluster();
  if (!cluster?.server)
    throw credentialsError(
      'The kubeconfig has no current context with a cluster in it.',
      'Choose one: KUBE_CONTEXT=NAME, or `kubectl config use-context NAME`.',
    );
  const url = URL.canParse(cluster.server) ? new URL(cluster.server) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw credentialsError(
      'The address of the API server in the kubeconfig is no URL of http or https.',
      'Write `server: https://ADDRESS:6443`: `kubectl config view` shows it.',
    );
  if (url.username || url.password)
    throw credentialsError(
      'The address of the API server in the kubeconfig has a user or a password in it (it is not shown).',
      'Write `server: https://ADDRESS:6443`, and the user’s credentials under `users:`.',
    );
  const isPlain = cluster.server.startsWith('http:');
  if (isPlain && hasSecret(config))
    throw credentialsError(
      `The API server's address, ${cluster.server}, is plain http, and a Kubernetes token never leaves over http.`,
      'Use the https address of the API server.',
    );
  if (cluster.proxyUrl && !isProxy(cluster.proxyUrl))
    throw credentialsError(
      'The kubeconfig names a proxy-url that is not the URL of an HTTP proxy (it is not shown, it may hold a password).',
      'Use an HTTP proxy, or run heapline where it reaches the API server by itself.',
    );
  return {
    server: cluster.server.replace(/\/+$/, ''),
    isInCluster,
    proxyUrl: cluster.proxyUrl,
    ...(isPlain ? { headers: {}, tls: {} } : await kubeconfigAuth(config)),
  };
}

function load(config: KubeConfig, { kubeconfig }: KubeconfigSettings, root: string): boolean {
  const serviceAccount = `${root}/var/run/secrets/kubernetes.io/serviceaccount/token`;
  if (kubeconfig !== undefined) loadFiles(config, existingFiles(kubeconfig.split(delimiter).filter(Boolean)));
  else if (existsSync(serviceAccount)) config.loadFromCluster(root);
  else loadFiles(config, [fileAtHome()]);
  return kubeconfig === undefined && existsSync(serviceAccount);
}

/** The default file; a user without a name has no home directory. */
function fileAtHome(): string {
  try {
    const file = join(homedir(), '.kube', 'config');
    if (existsSync(file)) return file;
  } catch {
    // Same as a home directory without the file.
  }
  throw credentialsError(
    'There are no credentials for a cluster: no KUBECONFIG, no service account, no ~/.kube/config.',
    'Set KUBECONFIG=/path/to/kubeconfig, or run heapline in a pod with a service account.',
  );
}

/** Like kubectl: missing files in a list are ignored. */
function existingFiles(files: readonly string[]): readonly string[] {
  const there = files.filter((file) => existsSync(file));
  return there.length === 0 ? files : there;
}

function loadFiles(config: KubeConfig, files: readonly string[]): void {
  for (const [position, file] of files.entries()) {
    try {
      const next = position === 0 ? config : new KubeConfig();
      next.loadFromFile(file);
      if (next !== config) config.mergeConfig(next);
    } catch (cause) {
      throw credentialsError(
        `The kubeconfig ${file} could not be read: ${withoutExcerpt(cause)}`,
        'Check KUBECONFIG and the file: `kubectl config view` reads the same one.',
      );
    }
  }
}

/** A YAML error quotes the lines around it, which may contain a token: only the reason is used. */
function withoutExcerpt(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason';
  const { reason, mark } = error as { reason?: unknown; mark?: { line?: number } };
  if (typeof reason === 'string') return `${reason}, line ${(mark?.line ?? 0) + 1}`;
  return error.message.split('\n', 1)[0] ?? '';
}

function useContext(config: KubeConfig, name: string): void {
  if (!config.getContextObject(name)) {
    const known = config.getContexts().map((context) => context.name);
    throw credentialsError(
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
