/**
 * `JSON.parse`, but whole numbers of sixteen digits or more come as strings of their digits, because a double
 * cannot hold all of them: a kubelet's CPU counter passes 2^53 ns after 104 core-days.
 *
 * @throws SyntaxError where the text is not JSON.
 */
export function parseExactJson(json: Buffer): unknown {
  return JSON.parse(withQuotes(json, longIntegersIn(json)).toString());
}

interface Span {
  readonly start: number;
  readonly end: number;
}

const longDigits = 16;

/** A long run of digits has two at a distance of eight: nothing else is looked at, until such are found. */
function longIntegersIn(json: Buffer): Span[] {
  const found: Span[] = [];
  // Written out, because in a run of few nodes nothing of it is compiled yet, and a call would cost more than the rest.
  for (let at = 0; at < json.length; at += stride) {
    const one = json[at] ?? 0;
    if (one < zero || one > nine) continue;
    const other = json[at + stride] ?? 0;
    if (other < zero || other > nine) continue;
    let start = at;
    while (isDigit(json[start - 1])) start--;
    let end = at + 1;
    while (isDigit(json[end])) end++;
    if (end - start >= longDigits && isOfKey(json, start) && isWhole(json, end)) found.push({ start, end });
    // The next place that is looked at is the first behind it.
    at = end - (end % stride);
  }
  return found;
}

const stride = longDigits / 2;
const [zero, nine] = [48, 57];

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= nine;
}

/**
 * Whether a letter, a quote and a colon stand before it. A quote between a letter and a colon closes a key and nothing
 * else: inside a string it would be escaped, and an opening quote never follows a letter. What comes after the colon is
 * therefore a number, not a piece of text.
 */
function isOfKey(json: Buffer, start: number): boolean {
  let at = start - 1;
  while (isBlank(json[at])) at--;
  return json[at] === colon && json[at - 1] === quote && isLetter(json[at - 2]);
}

function isWhole(json: Buffer, end: number): boolean {
  let at = end;
  while (isBlank(json[at])) at++;
  return json[at] === comma || json[at] === brace;
}

const [colon, quote, comma, brace] = [58, 34, 44, 125];

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);
}

function isLetter(byte = 0): boolean {
  const lower = byte | 32;
  return lower >= 97 && lower <= 122;
}

function withQuotes(json: Buffer, spans: readonly Span[]): Buffer {
  if (spans.length === 0) return json;
  const quoted = Buffer.allocUnsafe(json.length + 2 * spans.length);
  let from = 0;
  let at = 0;
  for (const { start, end } of spans) {
    at += json.copy(quoted, at, from, start);
    quoted[at++] = quote;
    at += json.copy(quoted, at, start, end);
    quoted[at++] = quote;
    from = end;
  }
  json.copy(quoted, at, from);
  return quoted;
}
