/**
 * A server's text without the credentials that were sent to it: a proxy or server may repeat them, and its
 * text goes to logs and errors.
 *
 * @param authorization the header that was sent; `undefined` where none was
 */
export function redact(words: string, authorization: string | undefined): string {
  if (authorization === undefined) return words;
  let left = words;
  for (const secret of secretsIn(authorization))
    if (secret.length >= minSecretLength) left = withoutPrefix(left.replaceAll(secret, hidden), secret);
  return left;
}

/** A text that was cut off may end with the beginning of a secret. */
function withoutPrefix(words: string, secret: string): string {
  for (let length = Math.min(secret.length, words.length); length >= minPrefixLength; length--)
    if (words.endsWith(secret.slice(0, length))) return words.slice(0, -length) + hidden;
  return words;
}

/** For texts that hold no secret. */
export function unredacted(words: string): string {
  return words;
}

const hidden = '(not shown)';
// Shorter secrets occur in any text by chance.
const minSecretLength = 4;
const minPrefixLength = 8;

/** The longest first: one may contain another. */
function secretsIn(authorization: string): string[] {
  const value = authorization.slice(authorization.indexOf(' ') + 1);
  if (!/^basic /i.test(authorization)) return [value];
  const userAndPassword = Buffer.from(value, 'base64').toString();
  const password = userAndPassword.slice(userAndPassword.indexOf(':') + 1);
  return [value, userAndPassword, password, encodeURIComponent(password)];
}
