import type { ApiQuestion } from '../failure/api-remedies.ts';
import { askApi, type Patience } from './ask-api.ts';
import type { Connection } from './connection.ts';

/**
 * Makes an object, or changes of it what is given and nothing else: server-side apply.
 *
 * @throws AppError exit code 3
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export async function applyObject(
  connection: Connection,
  question: ApiQuestion,
  path: string,
  object: object,
  patience: Patience,
): Promise<void> {
  const request = {
    method: 'PATCH',
    path: `${path}?fieldManager=heapline-metrics-api&force=true`,
    contentType: 'application/apply-patch+yaml',
    body: JSON.stringify(object),
  } as const;
  await askApi(connection, { ...question, ...request }, patience);
}
