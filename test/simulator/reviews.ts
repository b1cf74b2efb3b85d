import type { Account } from './accounts.ts';

interface AccessReview {
  readonly spec: {
    readonly user: string;
    readonly resourceAttributes?: {
      readonly verb: string;
      readonly resource: string;
      readonly group?: string;
    };
    readonly nonResourceAttributes?: { readonly path: string; readonly verb: string };
  };
}

/** The user of a token. */
export function tokenReview(text: string, accounts: readonly Account[]): object {
  const review = JSON.parse(text) as { spec: { token: string } };
  const found = accounts.find(({ token }) => token === review.spec.token);
  const status = found
    ? { authenticated: true, user: { username: found.user, groups: found.groups ?? [] } }
    : { user: {}, error: 'token is unknown' };
  return { ...review, status };
}

/** Whether a user has permission: for the group metrics.k8s.io, and for discovery, which every known user has. */
export function subjectAccessReview(text: string, accounts: readonly Account[]): object {
  const review = JSON.parse(text) as AccessReview;
  const { user, resourceAttributes: wanted, nonResourceAttributes: path } = review.spec;
  const account = accounts.find((one) => one.user === user);
  const allowed = path
    ? user !== 'system:anonymous' && path.verb === 'get' && path.path.startsWith('/api')
    : account?.rights.some(
        (right) => right === `${wanted?.verb ?? ''} ${wanted?.resource ?? ''}.${wanted?.group ?? ''}`,
      ) === true;
  return { ...review, status: { allowed } };
}
