import * as z from 'zod';
import { requestApi, type RetryPolicy } from './api-request.ts';
import { requestObject, undefinedIfMissing } from './api-object.ts';
import type { Connection } from './api-connection.ts';

interface SecretPlace {
  readonly namespace: string;
  readonly name: string;
}

/** An existing Secret. */
interface Secret {
  /** Decoded. */
  readonly data: Readonly<Record<string, string>>;
  /** Whether heapline created it. */
  readonly isOurs: boolean;
}

/** `undefined` where it does not exist. @throws AppError exit code 3 */
export async function readSecretObject(
  connection: Connection,
  place: SecretPlace,
  retryPolicy: RetryPolicy,
): Promise<Secret | undefined> {
  const question = { ...questionOf('get', place), path: pathOf(place) };
  const secret = await undefinedIfMissing(
    requestObject(connection, question, 'Secret', secretSchema, retryPolicy),
  );
  return (
    secret && {
      data: Object.fromEntries(
        Object.entries(secret.data ?? {}).map(([key, value]) => [
          key,
          Buffer.from(value, 'base64').toString('utf8'),
        ]),
      ),
      isOurs: secret.metadata?.labels?.[label] === 'heapline',
    }
  );
}

/**
 * Creates or updates a TLS Secret by server-side apply.
 *
 * @throws AppError exit code 3
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export async function applySecret(
  connection: Connection,
  place: SecretPlace,
  stringData: Readonly<Record<string, string>>,
  retryPolicy: RetryPolicy,
): Promise<void> {
  const data = Object.fromEntries(
    Object.entries(stringData).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  );
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { ...place, labels: { [label]: 'heapline' } },
    type: 'kubernetes.io/tls',
    data,
  };
  const request = {
    method: 'PATCH',
    path: `${pathOf(place)}?fieldManager=heapline-metrics-api&force=true`,
    contentType: 'application/apply-patch+yaml',
    body: JSON.stringify(secret),
  } as const;
  await requestApi(connection, { ...questionOf('patch', place), ...request }, retryPolicy);
}

function pathOf({ namespace, name }: SecretPlace): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
}

function questionOf(verb: string, { name }: SecretPlace) {
  const rule = `- {apiGroups: [""], resources: ["secrets"], resourceNames: ["${name}"], verbs: ["get", "patch"]}  and  - {apiGroups: [""], resources: ["secrets"], verbs: ["create"]}`;
  return { verb, resource: `secret ${name}`, rule };
}

const label = 'app.kubernetes.io/part-of';

const texts = z.record(z.string(), z.string()).nullish();
const secretSchema = z.object({ metadata: z.object({ labels: texts }).nullish(), data: texts });
