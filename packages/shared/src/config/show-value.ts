/** Shorter secrets would be found in any text. */
const shortestSecret = 4;
const beginningLength = 4;
/** A short word or number. No sensible password is one. */
const plain = /^(?:[a-z_-]{1,16}|[\d.,+-]{1,16})$/i;

/** A value that is not allowed: the whole if it is plain, else its beginning, in case it is a secret gone astray. */
export function showPlain(given: string): string {
  return plain.test(given) ? JSON.stringify(given) : showBeginning(given);
}

/** The first characters, at most half of them, and the length: enough to recognise it, not enough to use it. */
export function showBeginning(given: string): string {
  const beginning = given.slice(0, Math.min(beginningLength, Math.floor(given.length / 2)));
  const length = given.length === 1 ? '1 character' : `${given.length} characters`;
  return `${JSON.stringify(`${beginning}…`)} (${length})`;
}

/** Nothing but the length. */
export function showLength(given: string): string {
  return given.length === 1 ? '(1 character, not shown)' : `(${given.length} characters, not shown)`;
}

/** Whether a text must not be shown, whatever setting it was given for. */
export function isUnshowable(text: string, secrets: readonly string[]): boolean {
  return (
    /PRIVATE KEY/i.test(text) || secrets.some((secret) => secret.length >= shortestSecret && text.includes(secret))
  );
}
