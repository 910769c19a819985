import { ConnectorError } from '../errors.ts';
import { leadsTo } from './cursors.ts';
import type { GraphClient } from './graph-client.ts';
import { mostPages } from './limits.ts';

/** A list that comes in pages. */
export interface ListRequest {
  readonly operation: string;
  readonly path: string;
  /** Sizes of pages: first what is asked for, then what a further try asks for. */
  readonly pageSizes: readonly number[];
  readonly signal: AbortSignal;
}

/**
 * All pages of a list together.
 * @throws ConnectorError `graph.incomplete-list` when it is not one, or leads nowhere: what it does not show must not count as gone
 */
export async function listAll<T>(client: GraphClient, request: ListRequest): Promise<readonly T[]> {
  const { operation, path, pageSizes, signal } = request;
  const all: T[] = [];
  let next: string | undefined = path;
  for (let pages = 0; next !== undefined; pages += 1) {
    if (pages === mostPages) throw incomplete();
    let tries = 0;
    const prefer = () => {
      const size = pageSizes[Math.min(tries, pageSizes.length - 1)];
      tries += 1;
      return [`odata.maxpagesize=${size}`];
    };
    const page: { value?: T[]; '@odata.nextLink'?: string } = await client.json({
      operation,
      path: next,
      prefer,
      signal,
    });
    if (page.value === undefined) throw incomplete();
    all.push(...page.value);
    next = nextOf(page, next, client.baseUrl);
  }
  return all;
}

/** Where a list goes on. @throws ConnectorError when that is where it was, or elsewhere: tokens are for Graph alone */
function nextOf(page: { readonly '@odata.nextLink'?: string }, asked: string, baseUrl: string): string | undefined {
  const next = page['@odata.nextLink'];
  if (next === undefined || (next !== asked && leadsTo(next, baseUrl))) return next;
  throw incomplete();
}

function incomplete(): ConnectorError {
  const message = 'Microsoft Graph gave a list that does not come to an end, or none';
  return new ConnectorError({ code: 'graph.incomplete-list', kind: 'transient', message });
}
