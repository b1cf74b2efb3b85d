/**
 * `JSON.parse`, but whole numbers of sixteen digits or more come as strings of their digits, because a double
 * cannot hold all of them: a kubelet's CPU counter passes 2^53 ns after 104 core-days.
 *
 * @throws SyntaxError where the text is not JSON.
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text.replace(longIntegerOfKey, '$1"$2"'));
}

// A quote between a letter and a colon closes a key and nothing else: inside a string it would be escaped, and an
// opening quote never follows a letter. What comes after the colon is therefore a number, not a piece of text.
const longIntegerOfKey = /([A-Za-z]":\s*)(\d{16,})(?=\s*[,}])/g;
