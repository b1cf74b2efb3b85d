import { unescaped } from '../../util/url.ts';
import type { SetType } from '../../model/stored-points.ts';

/** What a request to Heapster's own HTTP is about. */
export type HeapsterAsked =
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
  | { readonly about: 'metric-names'; readonly set: SetType }
  | {
      readonly about: 'metric';
      readonly set: SetType;
      readonly metric: string;
      readonly objects: readonly (readonly string[])[];
      /** Answered with an item for each object, and not with the one. */
      readonly isList: boolean;
    };

/**
 * What a path of Heapster's is about; slashes at its end change nothing.
 * @see https://github.com/kubernetes-retired/heapster/blob/master/docs/model.md
 */
export function heapsterAsked(path: string): HeapsterAsked {
  const parts = path.split('/').filter(Boolean).map(unescaped);
  const [first, second, third, ...rest] = parts;
  if (first === 'healthz' && second === undefined) return { about: 'health' };
  if (first === 'livez' && second === undefined) return { about: 'life' };
  const isUsage =
    first === 'apis' && ['metrics', 'metrics.k8s.io'].includes(second ?? '') && third === 'v1alpha1';
  if (isUsage) return usageAsked(rest);
  const isModel = first === 'api' && second === 'v1' && third === 'model';
  return isModel ? modelAsked(rest) : nothing;
}

const nothing = { about: 'nothing' } as const;

function usageAsked([first, second, third, fourth, ...more]: readonly string[]): HeapsterAsked {
  if (first === 'nodes' && third === undefined) return { about: 'node-usage', node: second };
  if (first === 'pods' && second === undefined)
    return { about: 'pod-usage', namespace: undefined, pod: undefined };
  if (first === 'namespaces' && second !== undefined && third === 'pods' && more.length === 0)
    return { about: 'pod-usage', namespace: second, pod: fourth };
  return nothing;
}

function modelAsked([first, second, ...rest]: readonly string[]): HeapsterAsked {
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

function ofNamespace(namespace: string, [what, name, ...rest]: readonly string[]): HeapsterAsked {
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

/** A metric's name has slashes of its own. */
function metricsOf(set: SetType, object: readonly string[], rest: readonly string[]): HeapsterAsked {
  if (rest.length === 0) return { about: 'metric-names', set };
  return { about: 'metric', set, metric: rest.join('/'), objects: [object], isList: false };
}
