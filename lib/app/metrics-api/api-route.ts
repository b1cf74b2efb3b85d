import { unescaped } from '../../util/url.ts';
import type { Version } from '../../transform/metrics-object.ts';
import type { Resource } from '../../model/live-objects.ts';

export const group = 'metrics.k8s.io';
/** Newest first. */
export const versions: readonly Version[] = ['v1', 'v1beta1'];

/** A route of the metrics API. */
export type ApiRoute =
  | { readonly about: 'health'; readonly isReadiness: boolean }
  | { readonly about: 'groups' }
  | { readonly about: 'group' }
  | { readonly about: 'resources'; readonly version: Version }
  | MetricsRoute
  | { readonly about: 'nothing' };

export interface MetricsRoute {
  readonly about: 'metrics';
  readonly version: Version;
  readonly resource: Resource;
  /** `undefined` for all. */
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

/** The route of a path; a trailing slash is ignored. */
export function routeOf(path: string): ApiRoute {
  const parts = path.split('/').slice(1).map(unescaped);
  const [first, ofGroup, ofVersion, ...rest] = parts.at(-1) === '' ? parts.slice(0, -1) : parts;
  if (first !== undefined && ofGroup === undefined && healthChecks.includes(first))
    return { about: 'health', isReadiness: first === 'readyz' };
  if (first !== 'apis') return { about: 'nothing' };
  if (ofGroup === undefined) return { about: 'groups' };
  if (ofGroup !== group) return { about: 'nothing' };
  if (ofVersion === undefined) return { about: 'group' };
  const version = versions.find((known) => known === ofVersion);
  if (!version) return { about: 'nothing' };
  if (rest.length === 0) return { about: 'resources', version };
  return metricsOf(version, rest) ?? { about: 'nothing' };
}

const healthChecks = ['healthz', 'livez', 'readyz'];

function metricsOf(version: Version, rest: readonly string[]): MetricsRoute | undefined {
  const about = 'metrics';
  const [first, second, third, fourth, ...more] = rest;
  if (first === 'nodes' && third === undefined)
    return { about, version, resource: 'nodes', namespace: undefined, name: second };
  if (first === 'pods' && second === undefined)
    return { about, version, resource: 'pods', namespace: undefined, name: undefined };
  // An empty namespace means all namespaces.
  if (first === 'namespaces' && third === 'pods' && more.length === 0)
    return { about, version, resource: 'pods', namespace: second || undefined, name: fourth };
  return undefined;
}

/** Like Kubernetes, any value but false and 0 means a watch. */
export function isWatch(query: URLSearchParams): boolean {
  const watch = query.get('watch')?.toLowerCase();
  return watch !== undefined && watch !== 'false' && watch !== '0';
}
