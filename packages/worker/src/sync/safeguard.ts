import { count, type StoreContext } from './context.ts';

/** Fewer deletions than this are nobody's accident. */
const fewMessages = 50;

/**
 * Whether the documents without a copy may be deleted now. The bug class it prevents: a rule that moves half a mailbox out of
 * scope, a list that lost its second half, or a mailbox that was emptied by mistake takes everything out of the index before
 * anybody looks. Deletions beyond the share that settings allow are held and reported, until an operator releases them.
 */
export async function mayDeleteOrphans(context: StoreContext): Promise<boolean> {
  const { state, mailbox, clock } = context;
  const messages = await countOrphans(context);
  const held = await state.readHeld();
  if (messages < fewMessages) {
    if (held !== undefined) await state.write([{ kind: 'delete-held' }]);
    return true;
  }
  const known = await state.countDocuments();
  if (messages * 100 <= known * context.deletionSafeguardPercent || messages <= (held?.released ?? 0)) return true;
  await state.write([{ kind: 'put-held', record: { messages, known, since: held?.since ?? clock.now() } }]);
  count(context, { deletionsHeld: messages });
  context.emit({ type: 'deletions-held', mailbox, messages, known });
  return false;
}

/** Documents on the list of orphans that nobody adopted since. */
async function countOrphans({ state }: StoreContext): Promise<number> {
  let messages = 0;
  for await (const ids of state.scanOrphans()) {
    for (const { copies } of (await state.readDocuments(ids)).values()) if (copies.length === 0) messages += 1;
  }
  return messages;
}
