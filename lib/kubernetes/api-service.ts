import * as z from 'zod';
import { requestApi, type RetryPolicy } from './api-request.ts';
import { requestObject, undefinedIfMissing } from './api-object.ts';
import type { Connection } from './api-connection.ts';

export interface ServicePlace {
  readonly namespace: string;
  readonly name: string;
}

/** An existing APIService. */
export interface ApiService {
  /** `undefined` where the API server itself answers. */
  readonly service: ServicePlace | undefined;
  /** PEM. */
  readonly caBundle: string | undefined;
}

/** `undefined` where it does not exist. @throws AppError exit code 3 */
export async function readApiService(
  connection: Connection,
  name: string,
  retryPolicy: RetryPolicy,
): Promise<ApiService | undefined> {
  const question = { ...questionOf('get', name), path: pathOf(name) };
  const found = await undefinedIfMissing(
    requestObject(connection, question, 'APIService', apiServiceSchema, retryPolicy),
  );
  if (!found) return undefined;
  const { service, caBundle } = found.spec;
  return {
    service: service ?? undefined,
    caBundle: caBundle ? Buffer.from(caBundle, 'base64').toString('utf8') : undefined,
  };
}

/**
 * Registers a Service for a version of an API group. Not by server-side apply: for an APIService that makes
 * API servers of Kubernetes 1.20 drop the connection.
 *
 * @param exists whether the APIService exists
 * @throws AppError exit code 3
 */
export async function writeApiService(
  connection: Connection,
  {
    group,
    version,
    priority,
  }: { readonly group: string; readonly version: string; readonly priority: number },
  exists: boolean,
  service: ServicePlace,
  caBundle: string,
  retryPolicy: RetryPolicy,
): Promise<void> {
  const name = `${version}.${group}`;
  const object = {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name, labels: { 'app.kubernetes.io/part-of': 'heapline' } },
    spec: {
      group,
      version,
      groupPriorityMinimum: 100,
      versionPriority: priority,
      service: { ...service, port: 443 },
      caBundle: Buffer.from(caBundle).toString('base64'),
      insecureSkipTLSVerify: false,
    },
  };
  const body = JSON.stringify(object);
  const asWhom = '?fieldManager=heapline-metrics-api';
  const request = exists
    ? ({
        method: 'PATCH',
        path: pathOf(name) + asWhom,
        contentType: 'application/merge-patch+json',
        body,
      } as const)
    : ({ method: 'POST', path: collection + asWhom, body } as const);
  await requestApi(connection, { ...questionOf(exists ? 'patch' : 'create', name), ...request }, retryPolicy);
}

const collection = '/apis/apiregistration.k8s.io/v1/apiservices';

function pathOf(name: string): string {
  return `${collection}/${name}`;
}

function questionOf(verb: string, name: string) {
  const names = `["v1.metrics.k8s.io", "v1beta1.metrics.k8s.io"]`;
  const rule = `- {apiGroups: ["apiregistration.k8s.io"], resources: ["apiservices"], ${verb === 'create' ? 'verbs: ["create"]' : `resourceNames: ${names}, verbs: ["get", "patch"]`}}`;
  return { verb, resource: `apiservice ${name}`, rule, isOfCluster: true };
}

const apiServiceSchema = z.object({
  spec: z.object({
    service: z.object({ namespace: z.string(), name: z.string() }).nullish(),
    caBundle: z.string().nullish(),
  }),
});
