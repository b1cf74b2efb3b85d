import type * as z from 'zod';
import { AppError } from '../errors/app-error.ts';
import type { ApiQuestion } from '../errors/api-remedies.ts';
import { apiError, askApi, type Patience } from './api-request.ts';
import type { ApiRequest, Connection } from './api-connection.ts';

/**
 * The object that the API server answers with, as far as `schema` has it.
 *
 * @param kind as Kubernetes calls it
 * @throws AppError exit code 3; its code is `api_not_found` where there is none
 */
export async function askObject<Schema extends z.ZodType>(
  connection: Connection,
  question: ApiQuestion & ApiRequest,
  kind: string,
  schema: Schema,
  patience: Patience,
): Promise<z.output<Schema>> {
  const { bytes } = await askApi(connection, question, patience);
  try {
    return schema.parse(JSON.parse(bytes.toString()));
  } catch (error) {
    throw apiError(connection, { cause: 'schema', detail: `no ${kind}` }, question, error);
  }
}

/** What was asked for, or `undefined` where there is none. @throws whatever else went wrong */
export async function orNone<Found>(asked: Promise<Found>): Promise<Found | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AppError && error.code === 'api_not_found') return undefined;
    throw error;
  }
}
