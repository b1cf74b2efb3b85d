import { type Answer, json } from '../../http/answer.ts';
import { group } from './api-route.ts';
import type { MeasuredObject } from '../../transform/measured.ts';
import { inPieces } from '../../http/chunked-json.ts';
import type { Form } from './negotiation.ts';
import { kinds, type Metrics, metricsOf, type Version } from '../../transform/metrics-object.ts';
import { type Labels, type Resource } from '../../model/live-objects.ts';
import { cellsOf, columnsOf, resourcesOf } from './kubectl-table.ts';

/** How much of each object a table includes. */
export type Included = 'None' | 'Metadata' | 'Object';

interface Wanted {
  readonly version: Version;
  readonly resource: Resource;
  readonly form: Form;
  readonly included: Included;
}

/** An object's usage, with its labels in the cluster. */
export interface Found {
  readonly measured: MeasuredObject;
  readonly labels: Labels;
}

/** One object in the requested form. */
export function oneAnswer(wanted: Wanted, found: Found, nowMs: number): Answer {
  const { form } = wanted;
  const metrics = metricsOf(found.measured, found.labels, nowMs);
  switch (form.as) {
    case 'object':
      return json({ ...typeOf(wanted), ...metrics });
    case 'metadata':
      return json(partialOf(form.version, metrics));
    case 'table':
      return tableAnswer(wanted, form.version, [found], nowMs);
  }
}

/** A list in the requested form, made piece by piece. */
export function listAnswer(wanted: Wanted, found: readonly Found[], nowMs: number): Answer {
  const { form, resource, version } = wanted;
  switch (form.as) {
    case 'object': {
      const type = { kind: `${kinds[resource]}List`, apiVersion: `${group}/${version}` };
      return inPieces({ ...type, metadata: {} }, 'items', found, ({ measured, labels }) =>
        metricsOf(measured, labels, nowMs),
      );
    }
    case 'metadata': {
      const type = { kind: 'PartialObjectMetadataList', apiVersion: `meta.k8s.io/${form.version}` };
      return inPieces({ ...type, metadata: {} }, 'items', found, ({ measured, labels }) =>
        partialOf(form.version, metricsOf(measured, labels, nowMs)),
      );
    }
    case 'table':
      return tableAnswer(wanted, form.version, found, nowMs);
  }
}

function tableAnswer(wanted: Wanted, version: Version, found: readonly Found[], nowMs: number): Answer {
  const resources = resourcesOf(found.map(({ measured }) => measured));
  const head = {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${version}`,
    metadata: {},
    columnDefinitions: columnsOf(resources),
  };
  return inPieces(head, 'rows', found, ({ measured, labels }) => ({
    cells: cellsOf(measured, resources),
    object: rowObject(wanted, version, metricsOf(measured, labels, nowMs)),
  }));
}

function rowObject(wanted: Wanted, version: Version, metrics: Metrics): object | null {
  switch (wanted.included) {
    case 'None':
      return null;
    case 'Metadata':
      return partialOf(version, metrics);
    case 'Object':
      return { ...typeOf(wanted), ...metrics };
  }
}

function typeOf({ resource, version }: Wanted): object {
  return { kind: kinds[resource], apiVersion: `${group}/${version}` };
}

function partialOf(version: Version, { metadata }: Metrics): object {
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata };
}
