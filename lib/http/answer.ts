/** A response of one of our servers. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An iterable for a large body: a piece is made when the one before was sent. */
  readonly body: string | Iterable<string>;
}

export function json(body: object): Answer {
  return { status: 200, contentType: 'application/json', body: `${JSON.stringify(body)}\n` };
}
