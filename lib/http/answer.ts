/** What goes back to whoever asked. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** In pieces where it may be large: a piece is made when the one before has gone. */
  readonly body: string | Iterable<string>;
}

export function json(body: object): Answer {
  return { status: 200, contentType: 'application/json', body: `${JSON.stringify(body)}\n` };
}
