const mostWords = 300;

/**
 * Somebody's words as a log or a terminal can show them: on one line, without control characters, without what turns the
 * direction of writing, and not too many.
 */
export function oneLine(words: string, most = mostWords): string {
  return words
    .slice(0, 4 * most)
    .replace(/[\p{Cc}\p{Bidi_Control}\s]+/gu, ' ')
    .trim()
    .slice(0, most);
}
