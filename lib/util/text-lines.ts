/** The lines of a stream, without line breaks. @throws Error for a line longer than `maxChars` */
export async function* textLines(body: AsyncIterable<Buffer>, maxChars: number): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let length = 0;
  for await (const chunk of body) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    pieces.push(first);
    length += first.length;
    if (length > maxChars) throw new Error(`a line has more than ${maxChars} characters`);
    for (const next of others) {
      if (length > 0) yield pieces.join('');
      pieces.splice(0, Infinity, next);
      length = next.length;
    }
  }
  if (length > 0) yield pieces.join('');
}
