/** Lines of line protocol as the bytes that go over the wire, and what stands in them. */
export interface Lines extends PlainLines {
  /** Field values written. */
  readonly values: number;
  /** Values left out because InfluxDB's numbers cannot hold them. */
  readonly unwritable: number;
}

export interface PlainLines {
  /**
   * UTF-8. Each line ends with a line break; there may be more of them within its texts. An encoder's bytes are good until it is
   * asked for more.
   */
  readonly bytes: Buffer;
  /** Where each line ends, its line break included. */
  readonly ends: readonly number[];
}

/** The lines as texts, without their line breaks; the last one's may be missing. */
export function textsOf({ bytes, ends }: PlainLines): string[] {
  return ends.map((end, index) => bytes.toString('utf8', ends[index - 1] ?? 0, end - 1));
}

export function asLines(texts: readonly string[]): PlainLines {
  const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
  let end = 0;
  const ends = texts.map((text) => (end += Buffer.byteLength(text) + 1));
  return { bytes, ends };
}
