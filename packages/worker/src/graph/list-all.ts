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

/** All pages of a list together. */
export async function listAll<T>(client: GraphClient, request: ListRequest): Promise<readonly T[]> {
  const { operation, path, pageSizes, signal } = request;
  const all: T[] = [];
  let next: string | undefined = path;
  for (let pages = 0; next !== undefined && pages < mostPages; pages += 1) {
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
    all.push(...(page.value ?? []));
    next = page['@odata.nextLink'];
  }
  return all;
}
