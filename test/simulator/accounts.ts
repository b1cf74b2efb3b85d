import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

export type Right =
  | 'list nodes'
  | 'list pods'
  | 'get nodes/stats'
  | 'create nodes/stats'
  | 'get nodes/metrics'
  | 'get nodes/proxy'
  | 'create nodes/proxy'
  | 'get nodes/pods'
  | 'get cronjobs'
  | 'patch cronjobs'
  | 'watch nodes'
  | 'watch pods'
  | 'get nodes'
  | 'get configmaps'
  | 'create tokenreviews'
  | 'create subjectaccessreviews'
  | `${'get' | 'list'} ${'nodes' | 'pods'}.metrics.k8s.io`
  | `${'get' | 'patch' | 'create'} ${'secrets' | 'apiservices'}`
  | 'list secrets'
  | 'create pods'
  | 'create pods/exec';

export interface Account {
  readonly user: string;
  readonly token: string;
  readonly rights: readonly Right[];
  readonly groups?: readonly string[];
}

/** The user, by client certificate or bearer token; `undefined` for an unknown one. */
export function whoAsks(request: IncomingMessage, accounts: readonly Account[]): Account | undefined {
  if (request.socket instanceof TLSSocket && request.socket.authorized) {
    const name = request.socket.getPeerCertificate().subject.CN;
    const found = accounts.find(({ user }) => user === name);
    if (found) return found;
  }
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return accounts.find((account) => account.token === token);
}
