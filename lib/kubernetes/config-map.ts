import * as z from 'zod';
import type { Patience } from './api-request.ts';
import { askObject } from './api-object.ts';
import type { Connection } from './api-connection.ts';

/** What a ConfigMap holds. @throws AppError exit code 3 */
export async function readConfigMap(
  connection: Connection,
  { namespace, name, rule }: { readonly namespace: string; readonly name: string; readonly rule: string },
  patience: Patience,
): Promise<Readonly<Record<string, string>>> {
  const resource = `configmap ${namespace}/${name}`;
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps/${encodeURIComponent(name)}`;
  const question = { verb: 'get', resource, rule, path };
  const { data } = await askObject(connection, question, 'ConfigMap', configMapSchema, patience);
  return data ?? {};
}

const configMapSchema = z.object({ data: z.record(z.string(), z.string()).nullish() });
