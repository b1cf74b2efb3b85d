import * as z from 'zod';
import type { RetryPolicy } from './api-request.ts';
import { requestObject } from './api-object.ts';
import type { Connection } from './api-connection.ts';

/** The data of a ConfigMap. @throws AppError exit code 3 */
export async function readConfigMap(
  connection: Connection,
  { namespace, name, rule }: { readonly namespace: string; readonly name: string; readonly rule: string },
  retryPolicy: RetryPolicy,
): Promise<Readonly<Record<string, string>>> {
  const resource = `configmap ${namespace}/${name}`;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps/${encodeURIComponent(name)}`;
  const question = { verb: 'get', resource, rule, path };
  const { data } = await requestObject(connection, question, 'ConfigMap', configMapSchema, retryPolicy);
  return data ?? {};
}

const configMapSchema = z.object({ data: z.record(z.string(), z.string()).nullish() });
