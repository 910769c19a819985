/**
 * A text as it comes through EWS, whose adapter loses what XML cannot hold and blanks at both ends: none of that may make a
 * difference when the source changes.
 */
export function clean(text: string): string {
  return text.replace(notInXml, '').toWellFormed().trim();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
const notInXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** The same, or undefined when nothing is left of it. */
export function textOf(value: string | null | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = clean(value);
  return text === '' ? undefined : text;
}
