/** Line protocol as bytes, with counts. */
export interface Lines extends PlainLines {
  /** Field values written. */
  readonly values: number;
  /** Values that do not fit InfluxDB's number types. */
  readonly unwritable: number;
}

export interface PlainLines {
  /**
   * UTF-8. Each line ends with a line break; string values may contain more. An encoder reuses the bytes in
   * its next call.
   */
  readonly bytes: Buffer;
  /** The end of each line, after its line break. */
  readonly ends: readonly number[];
}

/** The lines as strings, without line breaks; the last line break may be missing. */
export function textsOf({ bytes, ends }: PlainLines): string[] {
  return ends.map((end, index) => bytes.toString('utf8', ends[index - 1] ?? 0, end - 1));
}

export function asLines(texts: readonly string[]): PlainLines {
  const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
  let end = 0;
  const ends = texts.map((text) => (end += Buffer.byteLength(text) + 1));
  return { bytes, ends };
}
