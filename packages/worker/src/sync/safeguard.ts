import { count, type StoreContext } from './context.ts';
import { deleteOrphans } from './orphans.ts';
import type { HeldDeletions } from './ports/index.ts';

/** Fewer deletions than this are nobody's accident. */
const fewMessages = 50;

/** What became of the documents without a copy: they are gone, the index kept some, or an operator has to allow it. */
export type DeletionOutcome = 'deleted' | 'refused' | 'held';

/**
 * Deletes the documents without a copy, unless they are too many. The bug class it prevents: a rule that moves half a mailbox
 * out of scope, a list that lost its second half, or a mailbox that was emptied by mistake takes everything out of the index
 * before anybody looks. Deletions beyond the share that settings allow are held and reported, until an operator releases them.
 */
export async function deleteUnderSafeguard(context: StoreContext): Promise<DeletionOutcome> {
  const held = await context.state.readHeld();
  if (held !== undefined && isAsItWas(context) && !mayDelete(context, held, held)) {
    report(context, held);
    return 'held';
  }
  const messages = await countOrphans(context);
  if (messages >= fewMessages) {
    const known = await context.state.countDocuments();
    if (!mayDelete(context, { messages, known }, held)) {
      const record = { messages, known, since: held?.since ?? context.clock.now() };
      await context.state.write([{ kind: 'put-held', record }]);
      report(context, record);
      return 'held';
    }
  }
  if (!(await deleteOrphans(context))) return 'refused';
  if (held !== undefined) await context.state.write([{ kind: 'delete-held' }]);
  return 'deleted';
}

/** Whether there are documents that the end of this run may delete. */
export async function mayHaveToDelete(context: StoreContext): Promise<boolean> {
  const held = await context.state.readHeld();
  if (held !== undefined && isAsItWas(context) && !mayDelete(context, held, held)) return false;
  // One is enough to know: how many there are is counted when every folder was read.
  for await (const messages of orphanCounts(context)) if (messages > 0) return true;
  return false;
}

/** The run brought nothing and let go of nothing: counting the documents again would tell what is on file. */
function isAsItWas({ progress: { counts } }: StoreContext): boolean {
  return counts.fetched === 0 && counts.removed === 0;
}

function mayDelete(
  { deletionSafeguardPercent }: StoreContext,
  { messages, known }: Pick<HeldDeletions, 'messages' | 'known'>,
  held: HeldDeletions | undefined,
): boolean {
  return messages * 100 <= known * deletionSafeguardPercent || messages <= (held?.released ?? 0);
}

function report(context: StoreContext, { messages, known }: Pick<HeldDeletions, 'messages' | 'known'>): void {
  count(context, { deletionsHeld: messages });
  context.emit({ type: 'deletions-held', mailbox: context.mailbox, messages, known });
}

async function countOrphans(context: StoreContext): Promise<number> {
  let all = 0;
  for await (const messages of orphanCounts(context)) all += messages;
  return all;
}

/** Documents on the list of orphans that nobody adopted since, page by page. */
async function* orphanCounts({ state }: StoreContext): AsyncIterable<number> {
  for await (const ids of state.scanOrphans()) {
    const documents = [...(await state.readDocuments(ids)).values()];
    yield documents.filter(({ copies }) => copies.length === 0).length;
  }
}
