import { type Aggregation, metricsVersions } from './aggregation.ts';

const group = 'metrics.k8s.io';
const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const coreResources = [
  { name: 'nodes', singularName: 'node', namespaced: false, kind: 'Node', verbs: ['get', 'list', 'watch'] },
  { name: 'pods', singularName: 'pod', namespaced: true, kind: 'Pod', verbs: ['get', 'list', 'watch'] },
];

/**
 * What the API server tells those who look around: groups from its APIServices, whether whoever is behind them answers or not; and,
 * in one document, what it has asked for there.
 */
export async function discoveryDocument(
  path: string,
  accept: string,
  aggregation: Aggregation,
): Promise<{ type: string; body: object } | undefined> {
  const json = (body: object) => ({ type: 'application/json', body });
  const wantsAll = accept.split(',')[0]?.includes('as=APIGroupDiscoveryList') === true;
  const isThere = aggregation.server() !== undefined;
  switch (path) {
    case '/api':
      if (wantsAll) return { type: aggregatedType, body: discoveryList([coreGroup()]) };
      return json({ kind: 'APIVersions', versions: ['v1'] });
    case '/api/v1':
      return json({ kind: 'APIResourceList', groupVersion: 'v1', resources: coreResources });
    case '/apis':
      if (wantsAll)
        return {
          type: aggregatedType,
          body: discoveryList(isThere ? await ofAggregated(aggregation) : []),
        };
      return json({ kind: 'APIGroupList', apiVersion: 'v1', groups: isThere ? [groupEntry()] : [] });
    case `/apis/${group}`:
      return isThere ? json({ kind: 'APIGroup', apiVersion: 'v1', ...groupEntry() }) : undefined;
    default:
      return undefined;
  }
}

function groupEntry(): object {
  const versions = metricsVersions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions, preferredVersion: versions[0] };
}

function discoveryList(items: readonly object[]): object {
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
}

function coreGroup(): object {
  return {
    metadata: { name: '' },
    versions: [
      {
        version: 'v1',
        freshness: 'Current',
        resources: coreResources.map(({ name, singularName, namespaced, kind, verbs }) => ({
          resource: name,
          responseKind: { group: '', version: 'v1', kind },
          scope: namespaced ? 'Namespaced' : 'Cluster',
          singularResource: singularName,
          verbs,
        })),
      },
    ],
  };
}

/** Without the document the group is listed, as stale. */
async function ofAggregated(aggregation: Aggregation): Promise<object[]> {
  const stale = metricsVersions.map((version) => ({ version, resources: [], freshness: 'Stale' }));
  try {
    const { status, type, body } = await aggregation.ask('/apis', aggregatedType);
    if (status === 200 && type === aggregatedType) return (JSON.parse(body) as { items: object[] }).items;
  } catch {
    // Told by what is stale.
  }
  return [{ metadata: { name: group }, versions: stale }];
}
