import { randomUUID } from 'node:crypto';
import { validation } from './errors.ts';

/** Cuts lists into pages, with tokens that are good for the same question alone. */
export interface Pager {
  /** @throws ServiceError ValidationException for a bad maxResults or a token that was not given for this question */
  page<T>(all: readonly T[], asked: Asked): { readonly items: readonly T[]; readonly nextToken?: string };
}

interface Asked {
  readonly query: URLSearchParams;
  /** Most results of a page. */
  readonly most: number;
  /** Operation that is paged. */
  readonly operation: string;
}

export function createPager(): Pager {
  const tokens = new Map<string, { readonly from: number; readonly question: string }>();
  return {
    page: (all, { query, most, operation }) => {
      const size = sizeOf(query.get('maxResults'), most);
      const question = questionOf(operation, query);
      const token = query.get('nextToken');
      const known = token === null ? { from: 0, question } : tokens.get(token);
      if (known?.question !== question) throw validation('nextToken was not given for this request');
      const { from } = known;
      const items = all.slice(from, from + size);
      if (from + size >= all.length) return { items };
      const nextToken = randomUUID();
      tokens.set(nextToken, { from: from + size, question });
      return { items, nextToken };
    },
  };
}

function sizeOf(given: string | null, most: number): number {
  const size = given === null ? most : Number(given);
  if (!/^\d+$/.test(given ?? '0') || size < 1 || size > most) {
    throw validation(`maxResults is ${given}; 1 to ${most} are allowed`);
  }
  return size;
}

/** Everything that was asked but which page and how long. */
function questionOf(operation: string, query: URLSearchParams): string {
  const rest = [...query].filter(([name]) => name !== 'nextToken' && name !== 'maxResults');
  return JSON.stringify([operation, rest]);
}
