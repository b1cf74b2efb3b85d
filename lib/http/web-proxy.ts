import { BlockList, isIP } from 'node:net';
import { configurationError } from '../errors/app-error.ts';
import { hasScheme, hostOf } from '../util/url.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that HTTPS_PROXY or HTTP_PROXY (upper or lower case) names, unless NO_PROXY excludes the host.
 * NO_PROXY takes names, `.suffixes`, `*`, addresses and CIDR ranges, each with an optional port.
 * @see https://pkg.go.dev/golang.org/x/net/http/httpproxy
 */
export function webProxyFor(url: string, environment: Environment): string | undefined {
  const parsed = new URL(url);
  const { protocol, port } = parsed;
  const isHttps = protocol === 'https:';
  const proxy = isHttps ? read(environment, 'HTTPS_PROXY') : read(environment, 'HTTP_PROXY');
  if (!proxy) return undefined;
  const host = hostOf(parsed).toLowerCase();
  const isExcepted = (read(environment, 'NO_PROXY') ?? '')
    .split(',')
    .some((rule) => excepts(rule.trim().toLowerCase(), host, port || (isHttps ? '443' : '80')));
  return isExcepted ? undefined : withScheme(proxy);
}

/** `proxy:3128` means `http://proxy:3128`, as in curl. @throws AppError exit code 2 */
function withScheme(proxy: string): string {
  const url = hasScheme(proxy) ? proxy : `http://${proxy}`;
  if (isProxy(url)) return url;
  throw configurationError(
    'HTTPS_PROXY or HTTP_PROXY is not the URL of an HTTP proxy (it is not shown, it may hold a password).',
    'Write it as http://proxy.example:3128, and except hosts with NO_PROXY.',
  );
}

/** Whether a URL can be an HTTP proxy's. */
export function isProxy(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) && isDecodable(url);
}

function isDecodable(url: string): boolean {
  try {
    const { username, password } = new URL(url);
    decodeURIComponent(username + password);
    return true;
  } catch {
    return false;
  }
}

function read(environment: Environment, variable: string): string | undefined {
  return environment[variable] ?? environment[variable.toLowerCase()];
}

function excepts(rule: string, host: string, port: string): boolean {
  if (rule === '') return false;
  if (rule === '*') return true;
  const [range, bits] = rule.split('/');
  if (range && bits !== undefined) return isInRange(host, range, Number(bits));
  const withPort = /^\[?(.+?)\]?:(\d+)$/.exec(rule);
  const isBareIpv6 = isIP(rule) === 6;
  const name = withPort && !isBareIpv6 ? (withPort[1] ?? '') : rule;
  if (withPort && !isBareIpv6 && withPort[2] !== port) return false;
  const suffix = name.replace(/^\*?\./, '');
  return host === suffix || (isIP(host) === 0 && host.endsWith(`.${suffix}`));
}

function isInRange(host: string, range: string, bits: number): boolean {
  const version = isIP(host);
  if (version === 0 || version !== isIP(range)) return false;
  if (!Number.isInteger(bits) || bits < 0 || bits > (version === 4 ? 32 : 128)) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(range, bits, family);
  return list.check(host, family);
}
