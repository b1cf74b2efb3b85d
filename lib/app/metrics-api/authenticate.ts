import type { X509Certificate } from 'node:crypto';
import type { User } from '../../model/access-review.ts';
import { unescaped } from '../../util/url.ts';
import { isSignedBy, subjectOf } from './certificates.ts';
import type { Trust } from './trust.ts';

/** What a request shows of who sent it. */
export interface Shown {
  /** The client's certificate, where TLS found it and its key to be sound and of one of the authorities. */
  readonly certificate: X509Certificate | undefined;
  /** It showed one that TLS did not take. */
  readonly isCertificateRefused: boolean;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
}

export const anonymous: User = {
  name: 'system:anonymous',
  groups: ['system:unauthenticated'],
  extra: {},
};

/**
 * Who sent a request, in the order of every Kubernetes API server: the front proxy says for whom it asks, then client
 * certificates, then bearer tokens, then nobody. What a header says of a user counts only beside a certificate that is the
 * front proxy's.
 *
 * @param reviewToken gives whose token it is; `undefined` for nobody's
 * @returns `undefined` for whoever shows something that is not good
 * @see https://github.com/kubernetes/apiserver/blob/master/pkg/authentication/authenticatorfactory/delegating.go
 */
export async function authenticate(
  { certificate, isCertificateRefused, rawHeaders }: Shown,
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

/** Whoever is known at all belongs to this group. */
function withGroup(user: User): User {
  const group = 'system:authenticated';
  const isThere = user.groups.includes(group) || user.groups.includes('system:unauthenticated');
  return isThere || user.name === anonymous.name ? user : { ...user, groups: [...user.groups, group] };
}

type Headers = ReadonlyMap<string, readonly string[]>;

/** Every value of its own: Node joins those of one name with commas, and a group may have one in its name. */
function headersOf(raw: readonly string[]): Headers {
  const headers = new Map<string, string[]>();
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), raw[at + 1] ?? '']);
  }
  return headers;
}
