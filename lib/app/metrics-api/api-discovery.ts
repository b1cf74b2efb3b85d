import { createHash } from 'node:crypto';
import { type Answer, json } from '../../http/answer.ts';
import { group, versions } from './api-route.ts';
import type { Version } from '../../transform/metrics-object.ts';

/**
 * API discovery. It needs neither InfluxDB nor the API server.
 * @see https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
 */

const verbs = ['get', 'list'];
const resources = [
  { name: 'nodes', namespaced: false, kind: 'NodeMetrics' },
  { name: 'pods', namespaced: true, kind: 'PodMetrics' },
];

export function resourceDocument(version: Version): Answer {
  return json({
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: `${group}/${version}`,
    resources: resources.map((resource) => ({ ...resource, singularName: '', verbs })),
  });
}

export function groupDocument(): Answer {
  return json({ kind: 'APIGroup', apiVersion: 'v1', ...groupEntry() });
}

export function groupsDocument(): Answer {
  return json({ kind: 'APIGroupList', apiVersion: 'v1', groups: [groupEntry()] });
}

function groupEntry(): object {
  const [preferredVersion, ...others] = versions.map((version) => ({
    groupVersion: `${group}/${version}`,
    version,
  }));
  return { name: group, versions: [preferredVersion, ...others], preferredVersion };
}

/**
 * Aggregated discovery, for API servers since Kubernetes 1.26; 304 where the client has this version.
 *
 * @param known the client's If-None-Match
 */
export function aggregatedDocument(discovery: 'v2' | 'v2beta1', known: string | undefined): Answer {
  const contentType = `application/json;g=apidiscovery.k8s.io;v=${discovery};as=APIGroupDiscoveryList`;
  const body = `${JSON.stringify({
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${discovery}`,
    metadata: {},
    items: [
      {
        metadata: { name: group },
        versions: versions.map((version) => ({
          version,
          resources: resources.map(({ name, namespaced, kind }) => ({
            resource: name,
            responseKind: { group, version, kind },
            scope: namespaced ? 'Namespaced' : 'Cluster',
            singularResource: '',
            verbs,
          })),
          freshness: 'Current',
        })),
      },
    ],
  })}\n`;
  const etag = `"${createHash('sha256').update(body).digest('hex').toUpperCase()}"`;
  const headers = { etag, vary: 'Accept' };
  return known === etag
    ? { status: 304, contentType, headers, body: '' }
    : { status: 200, contentType, headers, body };
}
