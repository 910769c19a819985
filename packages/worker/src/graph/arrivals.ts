import type { Message } from '@microsoft/microsoft-graph-types';
import { leastTogether, mostForEach } from './limits.ts';

/** Messages of a folder that arrived from one instant on and before another. */
export interface ArrivalSpan {
  readonly folderId: string;
  readonly from: Date;
  readonly before: Date;
  /** The asked ones among them. */
  readonly itemIds: readonly string[];
  /** How many there are, as far as the page told. */
  readonly messages: number;
}

/**
 * When the messages of the page that was listed last arrived. A list of what arrived in a span of time is one request to Graph,
 * where each message by itself is one as well.
 */
export interface Arrivals {
  /** Of a page; the one before it is forgotten. */
  remember(folderId: string, entries: readonly Pick<Message, 'id' | 'receivedDateTime'>[]): void;
  /** That page is no place to ask for messages together. */
  forget(): void;
  /** Undefined for messages that are too few, or too far from each other, for a list of them to be worth it. */
  spanOf(itemIds: readonly string[]): ArrivalSpan | undefined;
}

/** Graph gives full seconds, and remembers fractions of them. */
const secondMs = 1_000;

export function createArrivals(): Arrivals {
  let place = '';
  let times = new Map<string, number>();
  return {
    remember: (folderId, entries) => {
      place = folderId;
      times = new Map(
        entries.flatMap(({ id, receivedDateTime }) => {
          const at = Date.parse(receivedDateTime ?? '');
          return id === undefined || Number.isNaN(at) ? [] : [[id, at] as const];
        }),
      );
    },
    forget: () => times.clear(),
    spanOf: (itemIds) => {
      const known = itemIds.flatMap((id) => times.get(id) ?? []);
      if (known.length < leastTogether) return undefined;
      const [first, last] = [Math.min(...known), Math.max(...known)];
      const between = [...times.values()].filter((at) => at >= first && at <= last).length;
      if (between > mostForEach * known.length) return undefined;
      return {
        folderId: place,
        from: new Date(first),
        before: new Date(last + secondMs),
        itemIds: itemIds.filter((id) => times.has(id)),
        messages: between,
      };
    },
  };
}
