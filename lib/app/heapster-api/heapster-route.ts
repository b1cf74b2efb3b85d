import { unescaped } from '../../util/url.ts';
import type { HeapsterType } from '../../model/stored-points.ts';

/** A route of Heapster's API. */
export type HeapsterRoute =
  | { readonly about: 'health' | 'life' | 'nothing' }
  | { readonly about: 'node-usage'; readonly node: string | undefined }
  | { readonly about: 'pod-usage'; readonly namespace: string | undefined; readonly pod: string | undefined }
  | { readonly about: 'names'; readonly of: 'nodes' | 'namespaces' }
  | { readonly about: 'names'; readonly of: 'pods'; readonly namespace: string }
  | {
      readonly about: 'names';
      readonly of: 'containers';
      readonly namespace: string;
      readonly pod: string;
    }
  | { readonly about: 'metric-names'; readonly set: HeapsterType }
  | {
      readonly about: 'metric';
      readonly set: HeapsterType;
      readonly metric: string;
      readonly objects: readonly (readonly string[])[];
      /** Whether the answer is a list with an item for each object. */
      readonly isList: boolean;
    };

/**
 * The route of a path; trailing slashes are ignored.
 * @see https://github.com/kubernetes-retired/heapster/blob/master/docs/model.md
 */
export function heapsterRoute(path: string): HeapsterRoute {
  const parts = path.split('/').filter(Boolean).map(unescaped);
  const [first, second, third, ...rest] = parts;
  if (first === 'healthz' && second === undefined) return { about: 'health' };
  if (first === 'livez' && second === undefined) return { about: 'life' };
  const isUsage =
    first === 'apis' && ['metrics', 'metrics.k8s.io'].includes(second ?? '') && third === 'v1alpha1';
  if (isUsage) return usageRoute(rest);
  const isModel = first === 'api' && second === 'v1' && third === 'model';
  return isModel ? modelRoute(rest) : nothing;
}

const nothing = { about: 'nothing' } as const;

function usageRoute([first, second, third, fourth, ...more]: readonly string[]): HeapsterRoute {
  if (first === 'nodes' && third === undefined) return { about: 'node-usage', node: second };
  if (first === 'pods' && second === undefined)
    return { about: 'pod-usage', namespace: undefined, pod: undefined };
  if (first === 'namespaces' && second !== undefined && third === 'pods' && more.length === 0)
    return { about: 'pod-usage', namespace: second, pod: fourth };
  return nothing;
}

function modelRoute([first, second, ...rest]: readonly string[]): HeapsterRoute {
  switch (first) {
    case 'metrics':
      return metricsOf('cluster', [], second === undefined ? [] : [second, ...rest]);
    case 'nodes': {
      if (second === undefined) return { about: 'names', of: 'nodes' };
      const [what, container, metrics, ...metric] = rest;
      if (what === 'metrics') return metricsOf('node', [second], rest.slice(1));
      return what === 'freecontainers' && container !== undefined && metrics === 'metrics'
        ? metricsOf('sys_container', [second, container], metric)
        : nothing;
    }
    case 'namespaces':
      return second === undefined ? { about: 'names', of: 'namespaces' } : ofNamespace(second, rest);
    default:
      return nothing;
  }
}

function ofNamespace(namespace: string, [what, name, ...rest]: readonly string[]): HeapsterRoute {
  if (what === 'metrics') return metricsOf('ns', [namespace], name === undefined ? [] : [name, ...rest]);
  if (what === 'pods' && name === undefined) return { about: 'names', of: 'pods', namespace };
  if (what === 'pod-list' && name !== undefined && rest[0] === 'metrics' && rest.length > 1) {
    const objects = name.split(',').map((pod) => [namespace, pod]);
    return { about: 'metric', set: 'pod', metric: rest.slice(1).join('/'), objects, isList: true };
  }
  if (what !== 'pods' || name === undefined) return nothing;
  const [part, container, metrics, ...metric] = rest;
  if (part === 'metrics') return metricsOf('pod', [namespace, name], rest.slice(1));
  if (part !== 'containers') return nothing;
  if (container === undefined) return { about: 'names', of: 'containers', namespace, pod: name };
  return metrics === 'metrics' ? metricsOf('pod_container', [namespace, name, container], metric) : nothing;
}

/** A metric's name contains slashes. */
function metricsOf(set: HeapsterType, object: readonly string[], rest: readonly string[]): HeapsterRoute {
  if (rest.length === 0) return { about: 'metric-names', set };
  return { about: 'metric', set, metric: rest.join('/'), objects: [object], isList: false };
}
