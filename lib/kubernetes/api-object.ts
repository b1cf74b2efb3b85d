import type * as z from 'zod';
import { AppError } from '../errors/app-error.ts';
import type { ApiQuestion } from '../errors/api-remedies.ts';
import { apiError, requestApi, type RetryPolicy } from './api-request.ts';
import type { ApiRequest, Connection } from './api-connection.ts';

/**
 * Requests an object and parses it with `schema`.
 *
 * @param kind the Kubernetes kind
 * @throws AppError exit code 3; code `api_not_found` where it does not exist
 */
export async function requestObject<Schema extends z.ZodType>(
  connection: Connection,
  question: ApiQuestion & ApiRequest,
  kind: string,
  schema: Schema,
  retryPolicy: RetryPolicy,
): Promise<z.output<Schema>> {
  const { bytes } = await requestApi(connection, question, retryPolicy);
  try {
    return schema.parse(JSON.parse(bytes.toString()));
  } catch (error) {
    throw apiError(connection, { cause: 'schema', detail: `no ${kind}` }, question, error);
  }
}

/** The result, or `undefined` where the object does not exist. @throws any other error */
export async function undefinedIfMissing<Found>(found: Promise<Found>): Promise<Found | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof AppError && error.code === 'api_not_found') return undefined;
    throw error;
  }
}
