/**
 * What somebody answered, without the credentials that they were shown: a proxy or a server may repeat them in its words, and
 * those go to logs and errors.
 *
 * @param authorization the header that was sent; `undefined` where none was
 */
export function unsaid(words: string, authorization: string | undefined): string {
  if (authorization === undefined) return words;
  let left = words;
  for (const secret of secretsIn(authorization))
    if (secret.length >= shortest) left = withoutBeginning(left.replaceAll(secret, hidden), secret);
  return left;
}

/** Words that were cut off may end in the beginning of it. */
function withoutBeginning(words: string, secret: string): string {
  for (let length = Math.min(secret.length, words.length); length >= shortestBeginning; length--)
    if (words.endsWith(secret.slice(0, length))) return words.slice(0, -length) + hidden;
  return words;
}

/** For words where nothing is to be hidden. */
export function asItIs(words: string): string {
  return words;
}

const hidden = '(not shown)';
// What is shorter is in words by chance.
const shortest = 4;
const shortestBeginning = 8;

/** The longest first: one may stand in another. */
function secretsIn(authorization: string): string[] {
  const value = authorization.slice(authorization.indexOf(' ') + 1);
  if (!/^basic /i.test(authorization)) return [value];
  const userAndPassword = Buffer.from(value, 'base64').toString();
  const password = userAndPassword.slice(userAndPassword.indexOf(':') + 1);
  return [value, userAndPassword, password, encodeURIComponent(password)];
}
