import { toFailure } from '../errors.ts';
import type { StoreContext } from './context.ts';
import { stopsStore } from './failure-policy.ts';
import type { FetchOutcome, MailMessage } from './ports/index.ts';

/**
 * Fetches messages, one outcome for each id and in the same order. When a whole request fails, it is halved until the
 * item that spoils it stands alone, so that one item never takes others with it.
 * @throws ConnectorError when the failure concerns more than single items.
 */
export async function fetchMessages(
  context: StoreContext,
  itemIds: readonly string[],
): Promise<readonly FetchOutcome<MailMessage>[]> {
  if (itemIds.length === 0) return [];
  try {
    const outcomes = await context.reader.fetchMessages(itemIds, context.abort);
    for (const outcome of outcomes) watch(context, outcome);
    return outcomes;
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (stopsStore(failure)) throw thrown;
    if (itemIds.length > 1) return halve(context, itemIds);
    const outcome = { ok: false, failure } as const;
    watch(context, outcome);
    return [outcome];
  }
}

async function halve(context: StoreContext, itemIds: readonly string[]): Promise<readonly FetchOutcome<MailMessage>[]> {
  const half = Math.ceil(itemIds.length / 2);
  const first = await fetchMessages(context, itemIds.slice(0, half));
  const second = await fetchMessages(context, itemIds.slice(half));
  return [...first, ...second];
}

/** A source that is down must not be asked once for each item. */
function watch(context: StoreContext, outcome: FetchOutcome<MailMessage>): void {
  if (outcome.ok) context.sourceTrouble.succeeded();
  else if (outcome.failure.kind === 'transient') context.sourceTrouble.failed(outcome.failure);
}
