import { ConnectorError } from '../errors.ts';

/** What a cursor leads through. */
export type CursorKind = 'folders' | 'items';

/**
 * Raise it when what is asked for changes: Graph keeps the options of a listing in its tokens, so that an old one would go on
 * telling what it was once asked for. Everything is then listed again once; nothing is fetched or put for it. What a listing can do
 * without, as the times of arrival, need not be there: folders that were listed before do without.
 */
const version = 1;

/** A link as a cursor, which says whose it is. Cursors of EWS have no colon. */
export function toCursor(kind: CursorKind, link: string): string {
  return `graph:${kind}:${version}:${link}`;
}

/** Whether a cursor is one of Microsoft Graph, of either kind. */
export function isOwnCursor(cursor: string): boolean {
  return cursor.startsWith('graph:');
}

/**
 * The link in a cursor.
 * @throws ConnectorError of kind `cursor-invalid` when it is of another kind or version, or leads elsewhere than to `baseUrl`:
 *   tokens are for that place alone
 */
export function fromCursor(kind: CursorKind, cursor: string, baseUrl: string): string {
  const prefix = toCursor(kind, '');
  const link = cursor.startsWith(prefix) ? cursor.slice(prefix.length) : '';
  if (leadsTo(link, baseUrl)) return link;
  const message = 'the cursor leads elsewhere, as after a change of EXCHANGE_GRAPH_URL';
  throw new ConnectorError({ code: 'graph.foreign-cursor', kind: 'cursor-invalid', message });
}

/** Whether a link that Graph sent stays where the token may go. */
export function leadsTo(link: string, baseUrl: string): boolean {
  return URL.canParse(link) && new URL(link).href.startsWith(`${plain(baseUrl)}/`);
}

/** A link that leads to `baseUrl` as a batch takes it: from the service's address on. */
export function pathOf(link: string, baseUrl: string): string {
  return new URL(link).href.slice(plain(baseUrl).length);
}

function plain(baseUrl: string): string {
  return new URL(baseUrl).href.replace(/\/+$/, '');
}
