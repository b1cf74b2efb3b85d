/** A percent-encoded text as it was; what is not encoded rightly stays as it is. */
export function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
