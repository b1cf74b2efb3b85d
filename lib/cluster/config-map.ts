import * as z from 'zod';
import { apiError, askApi, type Patience } from './ask-api.ts';
import type { Connection } from './connection.ts';

/** What a ConfigMap holds. @throws AppError exit code 3 */
export async function readConfigMap(
  connection: Connection,
  { namespace, name, rule }: { readonly namespace: string; readonly name: string; readonly rule: string },
  patience: Patience,
): Promise<Readonly<Record<string, string>>> {
  const question = { verb: 'get', resource: `configmap ${namespace}/${name}`, rule };
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps/${encodeURIComponent(name)}`;
  const { body } = await askApi(connection, { ...question, path }, patience);
  try {
    return configMapSchema.parse(JSON.parse(body)).data ?? {};
  } catch {
    throw apiError(connection, { cause: 'schema', detail: 'no ConfigMap' }, question);
  }
}

const configMapSchema = z.object({ data: z.record(z.string(), z.string()).nullish() });
