/**
 * A value of the context as the text that `-c` would carry: `cdk.json` may hold numbers, booleans, lists and objects.
 * Undefined where nothing is given; an empty text, list or object counts as nothing.
 */
export function contextText(value: unknown): string | undefined {
  const text = plainText(value).trim();
  return text === '' ? undefined : text;
}

function plainText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(plainText).join(',');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .map(([key, entry]) => `${key}=${plainText(entry)}`)
    .join(',');
}
