import { AppError, messageOf } from '../errors/app-error.ts';
import type { Failure } from '../errors/causes.ts';
import { oneLine } from '../util/one-line.ts';
import { apiError, askApi, type Patience } from './api-request.ts';
import type { Connection } from './api-connection.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; `undefined` on the last. */
  readonly next: string | undefined;
}

const pageSize = 500;

/** A list that is forgotten again and again while it is read will not be had by trying once more. */
const mostBeginnings = 3;

/**
 * Everything of a kind that the API server knows, in pages of 500. Where it has forgotten where the next page begins
 * (410), the list is begun anew.
 *
 * @param read makes of a page what a run needs of it
 * @param accept the form of the list, where it is to be another than that of the objects as they are
 * @throws AppError exit code 3
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
export async function listAll<Item>(
  connection: Connection,
  resource: string,
  filters: Readonly<Record<string, string>>,
  read: (body: Buffer) => Page<Item>,
  patience: Patience,
  accept?: string,
): Promise<Item[]> {
  for (let beginnings = 1; ; beginnings++) {
    try {
      return await fromTheBeginning(connection, resource, filters, read, patience, accept);
    } catch (error) {
      const isGone = error instanceof AppError && error.code === 'api_gone';
      if (!isGone || beginnings === mostBeginnings) throw error;
    }
  }
}

async function fromTheBeginning<Item>(
  connection: Connection,
  resource: string,
  filters: Readonly<Record<string, string>>,
  read: (body: Buffer) => Page<Item>,
  patience: Patience,
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
    const { bytes } = await askApi(
      connection,
      { ...question, path, ...(accept === undefined ? {} : { accept }) },
      patience,
    );
    let page: Page<Item>;
    try {
      page = read(bytes);
    } catch (error) {
      throw apiError(connection, notAList(error, resource), question, error);
    }
    // One by one: a call takes only so many arguments.
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
