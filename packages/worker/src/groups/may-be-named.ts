import type { MailboxRef, StateStore } from '../sync/ports/index.ts';

/**
 * Whether a mailbox may have documents that were put before so long ago: a complete run puts those of a changed map again, and
 * what there is state of and no complete run may be anything.
 * @param since milliseconds since the epoch
 */
export async function mayBeNamed(
  state: Pick<StateStore, 'scanStores' | 'view'>,
  mailboxes: readonly string[],
  since: number,
): Promise<boolean> {
  const stores: MailboxRef[] = [];
  for await (const page of state.scanStores())
    stores.push(...page.filter(({ address }) => mailboxes.includes(address)));
  for (const store of stores) {
    const { completedAt = 0 } = (await state.view(store).readMailbox()) ?? {};
    if (completedAt <= since) return true;
  }
  return false;
}
