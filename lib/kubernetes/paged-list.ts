import { AppError, messageOf } from '../errors/app-error.ts';
import type { Failure } from '../errors/causes.ts';
import { oneLine } from '../util/one-line.ts';
import { apiError, requestApi, type RetryPolicy } from './api-request.ts';
import type { Connection } from './api-connection.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** The continue token; `undefined` on the last page. */
  readonly next: string | undefined;
}

const pageSize = 500;

/** How often a list is started before it is given up. */
const maxRestarts = 3;

/**
 * All objects of a kind, in pages of 500. The list is restarted where the continue token has expired (410).
 *
 * @param read reduces a page to what is needed
 * @param accept another representation than plain JSON
 * @throws AppError exit code 3
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
export async function listAll<Item>(
  connection: Connection,
  resource: string,
  filters: Readonly<Record<string, string>>,
  read: (body: Buffer) => Page<Item>,
  retryPolicy: RetryPolicy,
  accept?: string,
): Promise<Item[]> {
  for (let restarts = 1; ; restarts++) {
    try {
      return await readAllPages(connection, resource, filters, read, retryPolicy, accept);
    } catch (error) {
      const isGone = error instanceof AppError && error.code === 'api_gone';
      if (!isGone || restarts === maxRestarts) throw error;
    }
  }
}

async function readAllPages<Item>(
  connection: Connection,
  resource: string,
  filters: Readonly<Record<string, string>>,
  read: (body: Buffer) => Page<Item>,
  retryPolicy: RetryPolicy,
  accept: string | undefined,
): Promise<Item[]> {
  const question = { verb: 'list', resource };
  const items: Item[] = [];
  let next: string | undefined;
  do {
    const query = new URLSearchParams({
      limit: String(pageSize),
      ...filters,
      ...(next === undefined ? {} : { continue: next }),
    });
    const path = `/api/v1/${resource}?${query.toString()}`;
    const { bytes } = await requestApi(
      connection,
      { ...question, path, ...(accept === undefined ? {} : { accept }) },
      retryPolicy,
    );
    let page: Page<Item>;
    try {
      page = read(bytes);
    } catch (error) {
      throw apiError(connection, notAList(error, resource), question, error);
    }
    // Not by spread: a call takes a limited number of arguments.
    for (const item of page.items) items.push(item);
    next = page.next;
  } while (next !== undefined);
  return items;
}

function notAList(error: unknown, resource: string): Failure {
  return error instanceof SyntaxError
    ? { cause: 'not_json', detail: oneLine(error.message) }
    : { cause: 'schema', detail: `no list of ${resource}: ${oneLine(messageOf(error))}` };
}
