import {
  type FieldReader,
  readBoolean,
  readCount,
  readerOf,
  readList,
  readObject,
  readText,
} from '../util/field-reader.ts';
import { parseQuantity } from '../util/quantity.ts';
import type { ClusterNode } from '../model/run.ts';
import { type LabelChoice, readLabels } from './labels.ts';
import type { Page } from './paged-list.ts';
import { maxElementsOfObject, readObjects } from './object-list.ts';
import { readQuantities } from './quantities.ts';
import { resourcesOf } from './resource-amounts.ts';

/**
 * The nodes in a NodeList.
 *
 * @throws Error where the body is no NodeList
 * @see https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/node-v1/
 */
export function nodePage(body: Buffer, wantedLabels: LabelChoice): Page<ClusterNode> {
  const items: ClusterNode[] = [];
  const next = readObjects('nodes', body, maxNodesOfPage, (object) => {
    items.push(nodeOf(object, wantedLabels));
  });
  return { items, next };
}

/** Twenty times the page size. */
const maxNodesOfPage = 10_000;

// As Kubernetes allows it: a node's name becomes part of paths, lines and the log.
const nodeName = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

function nodeOf(object: unknown, wantedLabels: LabelChoice): ClusterNode {
  const node = readerOf(object, maxElementsOfObject);
  const metadata = readObject(node, 'metadata');
  const name = readText(metadata, 'name');
  if (name === undefined || !nodeName.test(name)) throw new Error('a node without a valid name');
  const spec = readObject(node, 'spec');
  const status = readObject(node, 'status');
  const capacity = readQuantities(status, 'capacity');
  const allocatable = readQuantities(status, 'allocatable');
  const labels = readObject(metadata, 'labels');
  // The second name is from before Kubernetes 1.17:
  // https://kubernetes.io/docs/reference/labels-annotations-taints/
  const labelOf = (...names: readonly [string, string]) =>
    names.map((one) => readText(labels, one)).find(Boolean);
  return {
    name,
    isReady: conditionsIn(status).some(({ type, value }) => type === 'Ready' && value === 'True'),
    addresses: addressesIn(status),
    kubeletPort: kubeletPortIn(status),
    kubeletVersion: kubeletVersionIn(status),
    facts: {
      labels: readLabels(metadata, wantedLabels),
      zone: labelOf('topology.kubernetes.io/zone', 'failure-domain.beta.kubernetes.io/zone'),
      instanceType: labelOf('node.kubernetes.io/instance-type', 'beta.kubernetes.io/instance-type'),
      capacity: resourcesOf(capacity),
      allocatable: resourcesOf(allocatable),
      podCapacity: parseQuantity(capacity['pods']),
      podAllocatable: parseQuantity(allocatable['pods']),
      isSchedulable: readBoolean(spec, 'unschedulable') !== true,
    },
  };
}

function conditionsIn(status: FieldReader | undefined) {
  return readList(status, 'conditions', (one) => ({
    type: readText(one, 'type'),
    value: readText(one, 'status'),
  }));
}

function addressesIn(status: FieldReader | undefined): ClusterNode['addresses'] {
  return readList(status, 'addresses', (one) => {
    const [type, address] = [readText(one, 'type'), readText(one, 'address')];
    return type === undefined || address === undefined ? undefined : { type, address };
  });
}

/** A node writes its own status: an invalid port is ignored. */
function kubeletPortIn(status: FieldReader | undefined): number | undefined {
  const endpoints = readObject(status, 'daemonEndpoints');
  const endpoint = readObject(endpoints, 'kubeletEndpoint');
  const port = readCount(endpoint, 'Port');
  return typeof port === 'number' && port >= 1 && port <= 65535 ? port : undefined;
}

function kubeletVersionIn(status: FieldReader | undefined): string | undefined {
  const info = readObject(status, 'nodeInfo');
  const version = readText(info, 'kubeletVersion');
  return version !== undefined && /^[\w.+-]{1,64}$/.test(version) ? version : undefined;
}
