import type { Account } from './accounts.ts';
import type { KeyPair } from './certificates.ts';

type How =
  | { readonly token: string }
  | { readonly tokenFile: string }
  | { readonly keyPair: KeyPair }
  | { readonly exec: readonly [string, ...string[]] };

/** A kubeconfig for the simulated API server; JSON is YAML. */
export function kubeconfigText(server: string, authority: string, account: Account, how: How): string {
  const trust =
    authority === 'insecure'
      ? { 'insecure-skip-tls-verify': true }
      : { 'certificate-authority-data': base64(authority) };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'simulator',
    clusters: [{ name: 'simulator', cluster: { server, ...trust } }],
    contexts: [{ name: 'simulator', context: { cluster: 'simulator', user: account.user } }],
    users: [{ name: account.user, user: userEntry(how) }],
  });
}

function userEntry(how: How): object {
  if ('token' in how) return { token: how.token };
  // As the Kubernetes client reads a service account's token again from its file.
  if ('tokenFile' in how)
    return { 'auth-provider': { name: 'tokenFile', config: { tokenFile: how.tokenFile } } };
  if ('keyPair' in how)
    return {
      'client-certificate-data': base64(how.keyPair.cert),
      'client-key-data': base64(how.keyPair.key),
    };
  const [command, ...args] = how.exec;
  return {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command,
      args,
      interactiveMode: 'Never',
      env: null,
    },
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
