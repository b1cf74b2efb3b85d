const maxLength = 300;

/**
 * Foreign text made safe for logs and terminals: one line, no control characters, no bidirectional overrides,
 * at most `maxChars`.
 */
export function oneLine(words: string, maxChars = maxLength): string {
  return words
    .slice(0, 4 * maxChars)
    .replace(/[\p{Cc}\p{Bidi_Control}\s]+/gu, ' ')
    .trim()
    .slice(0, maxChars);
}
