import * as z from 'zod';
import { askApi, type Patience } from './api-request.ts';
import { askObject, orNone } from './api-object.ts';
import type { Connection } from './api-connection.ts';

interface SecretPlace {
  readonly namespace: string;
  readonly name: string;
}

/** A Secret as it stands. */
interface Secret {
  /** As texts. */
  readonly data: Readonly<Record<string, string>>;
  /** Whether heapline made it. */
  readonly isOurs: boolean;
}

/** `undefined` where there is none. @throws AppError exit code 3 */
export async function readSecretObject(
  connection: Connection,
  place: SecretPlace,
  patience: Patience,
): Promise<Secret | undefined> {
  const question = { ...questionOf('get', place), path: pathOf(place) };
  const secret = await orNone(askObject(connection, question, 'Secret', secretSchema, patience));
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
 * Makes a Secret for TLS, or changes it: server-side apply.
 *
 * @throws AppError exit code 3
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export async function applySecret(
  connection: Connection,
  place: SecretPlace,
  stringData: Readonly<Record<string, string>>,
  patience: Patience,
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
  await askApi(connection, { ...questionOf('patch', place), ...request }, patience);
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
