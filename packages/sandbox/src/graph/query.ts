import { badRequest } from './errors.ts';

/** Options of a query by name, as the request gives them. */
export type Query = Readonly<Record<string, string>>;

/**
 * The options of a request, all of which have to be allowed.
 * @param tracked name of the resource whose changes are tracked: Graph refuses options in other words then
 * @throws GraphError
 */
export function readQuery(search: URLSearchParams, allowed: readonly string[], tracked?: string): Query {
  const options = new Map<string, string>();
  const unknown: string[] = [];
  for (const [given, value] of search) {
    const name = allowed.find((option) => option.toLowerCase() === given.toLowerCase());
    if (name === undefined) unknown.push(given);
    else if (options.has(name)) throw badRequest(`Query parameter '${given}' was specified multiple times.`);
    else options.set(name, value);
  }
  if (unknown.length === 0) return Object.fromEntries(options);
  const names = `'${unknown.join(', ')}'`;
  throw badRequest(
    tracked === undefined
      ? `The following query parameters are not supported: ${names}.`
      : `The following parameters are not supported with change tracking over the '${tracked}' resource: ${names}.`,
    'ErrorInvalidUrlQuery',
  );
}

/** A whole number in an option. @throws GraphError */
export function wholeNumber(query: Query, name: string, { least, most }: { least: number; most: number }) {
  const text = query[name];
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw badRequest(`Invalid value '${text}' for ${name} query option: it has to be from ${least} to ${most}.`);
}

/** `true` or `false` in an option. @throws GraphError */
export function truthValue(query: Query, name: string): boolean {
  const text = query[name]?.toLowerCase() ?? 'false';
  if (text === 'true' || text === 'false') return text === 'true';
  throw badRequest(`Invalid value '${text}' for ${name}: it has to be true or false.`);
}

/** The parts of a list, apart from what stands in parentheses. */
export function splitList(text: string, separator = ','): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
    if (character === separator && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}
