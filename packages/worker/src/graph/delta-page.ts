import { ConnectorError } from '../errors.ts';
import { leadsTo } from './cursors.ts';

/** A page of a delta round, as Graph sends it. */
export interface DeltaPage<T> {
  readonly value?: readonly T[];
  readonly '@odata.nextLink'?: string;
  readonly '@odata.deltaLink'?: string;
}

/** Where a page leads: to more of the round, or to what happens after it. */
export interface DeltaEnd {
  readonly link: string;
  readonly complete: boolean;
}

/** Marks an entry of something that is not there any more, or not here. */
export interface Removable {
  readonly id?: string;
  readonly '@removed'?: { readonly reason?: string };
}

/**
 * @param asked the link that gave the page
 * @throws ConnectorError when a page leads nowhere, to itself or to another place: whoever asks for the rest would never end,
 *   or send a token to a stranger
 */
export function endOf(page: DeltaPage<unknown>, { asked, baseUrl }: { asked: string; baseUrl: string }): DeltaEnd {
  const next = page['@odata.nextLink'];
  const link = next ?? page['@odata.deltaLink'];
  const complete = next === undefined;
  if (link !== undefined && leadsTo(link, baseUrl) && (complete || link !== asked)) return { link, complete };
  const message = 'Microsoft Graph says that more changes follow, and not where they are';
  throw new ConnectorError({ code: 'graph.no-progress', kind: 'transient', message });
}

/** The version of an item, where it is told. */
export function versionOf(item: { readonly changeKey?: string | null } | undefined): { changeKey?: string } {
  return item?.changeKey == null ? {} : { changeKey: item.changeKey };
}
