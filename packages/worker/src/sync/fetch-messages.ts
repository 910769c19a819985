import { type Failure, toFailure } from '../errors.ts';
import type { StoreContext } from './context.ts';
import { stopsStore } from './failure-policy.ts';
import type { FetchOutcome, MailMessage } from './ports/index.ts';

/** So many single items failing one after the other are not looked at further: the next ones would fail as well. */
const singlesInARow = 5;

/**
 * Fetches messages, one outcome for each id and in the same order. When a whole request fails, it is halved until the
 * item that spoils it stands alone, so that one item never takes others with it.
 * @throws ConnectorError when the failure concerns more than single items.
 */
export async function fetchMessages(
  context: StoreContext,
  itemIds: readonly string[],
): Promise<readonly FetchOutcome<MailMessage>[]> {
  return fetchOrHalve(context, itemIds, { row: 0 });
}

async function fetchOrHalve(
  context: StoreContext,
  itemIds: readonly string[],
  search: { row: number },
): Promise<readonly FetchOutcome<MailMessage>[]> {
  if (itemIds.length === 0) return [];
  try {
    const outcomes = await context.reader.fetchMessages(itemIds, context.abort);
    search.row = 0;
    return outcomes;
  } catch (thrown) {
    const failure = toFailure(thrown);
    // What concerns the folder is no matter of single items.
    if (stopsStore(failure) || failure.kind === 'folder') throw thrown;
    if (itemIds.length > 1) return halve(context, itemIds, { search, failure });
    search.row += 1;
    return [{ ok: false, failure }];
  }
}

async function halve(
  context: StoreContext,
  itemIds: readonly string[],
  { search, failure }: { search: { row: number }; failure: Failure },
): Promise<readonly FetchOutcome<MailMessage>[]> {
  const half = Math.ceil(itemIds.length / 2);
  const first = await fetchOrHalve(context, itemIds.slice(0, half), search);
  if (search.row >= singlesInARow)
    return [...first, ...itemIds.slice(half).map(() => ({ ok: false, failure }) as const)];
  return [...first, ...(await fetchOrHalve(context, itemIds.slice(half), search))];
}
