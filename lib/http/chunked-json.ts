import type { Answer } from './answer.ts';

const itemsOfPiece = 200;

/**
 * A JSON list that is made piece by piece as the client reads, so that a client that does not read costs
 * little memory.
 *
 * @param head fields before the list
 * @param name of the list in the object
 */
export function inPieces<Item>(
  head: object,
  name: string,
  items: readonly Item[],
  written: (item: Item) => object,
): Answer {
  return { status: 200, contentType: 'application/json', body: pieces() };

  function* pieces(): Generator<string> {
    const before = Object.entries(head).map(
      ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)},`,
    );
    yield `{${before.join('')}"${name}":[`;
    for (let from = 0; from < items.length; from += itemsOfPiece) {
      const piece = items.slice(from, from + itemsOfPiece).map((item) => JSON.stringify(written(item)));
      yield (from === 0 ? '' : ',') + piece.join(',');
    }
    yield ']}\n';
  }
}
