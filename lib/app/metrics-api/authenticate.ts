import type { X509Certificate } from 'node:crypto';
import type { User } from '../../model/access-review.ts';
import { unescaped } from '../../util/url.ts';
import { isSignedBy, subjectOf } from './certificates.ts';
import type { Trust } from './trust.ts';

/** The credentials of a request. */
export interface RequestCredentials {
  /** The client certificate, where TLS verified it against our authorities. */
  readonly certificate: X509Certificate | undefined;
  /** Whether there was a certificate that TLS did not accept. */
  readonly isCertificateRefused: boolean;
  /** Names and values in turn, as received. */
  readonly rawHeaders: readonly string[];
}

export const anonymous: User = {
  name: 'system:anonymous',
  groups: ['system:unauthenticated'],
  extra: {},
};

/**
 * The user of a request, in the order of every Kubernetes API server: front proxy headers, client
 * certificate, bearer token, anonymous. Front proxy headers count only with the front proxy's certificate.
 *
 * @param reviewToken gives the user of a token; `undefined` where it is not valid
 * @returns `undefined` for invalid credentials
 * @see
 * https://github.com/kubernetes/apiserver/blob/master/pkg/authentication/authenticatorfactory/delegating.go
 */
export async function authenticate(
  { certificate, isCertificateRefused, rawHeaders }: RequestCredentials,
  trust: Trust,
  reviewToken: (token: string) => Promise<User | undefined>,
  nowMs: number,
): Promise<User | undefined> {
  const headers = headersOf(rawHeaders);
  const isFrontProxy = certificate && isSignedBy(certificate, trust.frontProxyAuthorities, nowMs);
  if (isFrontProxy && hasAllowedName(certificate, trust)) {
    const user = proxiedUser(headers, trust);
    if (user) return withGroup(user);
  }
  if (certificate && isSignedBy(certificate, trust.clientAuthorities, nowMs)) {
    const { commonName, organizations } = subjectOf(certificate);
    if (commonName) return withGroup({ name: commonName, groups: organizations, extra: {} });
  }
  const token = /^Bearer (\S+)/i.exec(headers.get('authorization')?.[0] ?? '')?.[1];
  if (token !== undefined) {
    const user = await reviewToken(token);
    return user && withGroup(user);
  }
  return certificate || isCertificateRefused ? undefined : anonymous;
}

function hasAllowedName(certificate: X509Certificate, { frontProxyNames }: Trust): boolean {
  const { commonName } = subjectOf(certificate);
  return frontProxyNames.length === 0 || (commonName !== undefined && frontProxyNames.includes(commonName));
}

function proxiedUser(headers: Headers, trust: Trust): User | undefined {
  const first = (names: readonly string[]) =>
    names.map((name) => headers.get(name)?.[0]).find((value) => value !== undefined && value !== '');
  const name = first(trust.userHeaders);
  if (name === undefined) return undefined;
  const groups = trust.groupHeaders.flatMap((header) => headers.get(header) ?? []).filter(Boolean);
  const extra = new Map<string, string[]>();
  for (const [header, values] of headers) {
    const prefix = trust.extraPrefixes.find((one) => header.startsWith(one));
    if (prefix === undefined) continue;
    const key = unescaped(header.slice(prefix.length));
    extra.set(key, [...(extra.get(key) ?? []), ...values]);
  }
  return { name, uid: first(trust.uidHeaders), groups, extra: Object.fromEntries(extra) };
}

/** Every authenticated user is in this group. */
function withGroup(user: User): User {
  const group = 'system:authenticated';
  const isThere = user.groups.includes(group) || user.groups.includes('system:unauthenticated');
  return isThere || user.name === anonymous.name ? user : { ...user, groups: [...user.groups, group] };
}

type Headers = ReadonlyMap<string, readonly string[]>;

/** Separate values: Node joins headers of one name with commas, and a group's name may contain one. */
function headersOf(raw: readonly string[]): Headers {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), raw[at + 1] ?? '']);
  }
  return headers;
}
