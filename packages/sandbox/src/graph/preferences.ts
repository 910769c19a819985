import { badRequest } from './errors.ts';

/** What a request prefers. None of it is part of a token: each request says it again. */
export interface Preferences {
  /** Ids are immutable ones. */
  readonly immutableIds: boolean;
  /** Entries of a page. */
  readonly pageSize: number | undefined;
  readonly bodyType: 'html' | 'text' | undefined;
  /** HTML comes as it was sent. */
  readonly unsafeHtml: boolean;
  /** What of it is heeded, for `Preference-Applied`. */
  readonly applied: string;
}

/** Entries of a page at most. */
const mostEntries = 1000;

/** Reads a `Prefer` header (RFC 7240); preferences that are not known count for nothing. @throws GraphError */
export function readPreferences(header: string): Preferences {
  const given = new Map<string, string>();
  for (const [, name = '', quoted, plain] of header.matchAll(/([\w.-]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,;]+)))?/g)) {
    const key = name.toLowerCase();
    if (!given.has(key)) given.set(key, quoted ?? plain ?? '');
  }
  const immutableIds = given.get('idtype')?.toLowerCase() === 'immutableid';
  const pageSize = pageSizeIn(given.get('odata.maxpagesize'));
  const bodyType = bodyTypeIn(given.get('outlook.body-content-type'));
  const unsafeHtml = given.has('outlook.allow-unsafe-html');
  const applied = [
    immutableIds ? 'IdType="ImmutableId"' : '',
    pageSize === undefined ? '' : `odata.maxpagesize=${pageSize}`,
    bodyType === undefined ? '' : `outlook.body-content-type="${bodyType}"`,
    unsafeHtml ? 'outlook.allow-unsafe-html' : '',
  ];
  return { immutableIds, pageSize, bodyType, unsafeHtml, applied: applied.filter((one) => one !== '').join(', ') };
}

function pageSizeIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(text)) throw badRequest(`The preference odata.maxpagesize has the invalid value '${text}'.`);
  return Math.min(Number(text), mostEntries);
}

function bodyTypeIn(text: string | undefined): 'html' | 'text' | undefined {
  const type = text?.toLowerCase();
  if (type === undefined || type === 'html' || type === 'text') return type;
  throw badRequest(`The preference outlook.body-content-type has the invalid value '${text}'.`);
}
