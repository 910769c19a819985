import { createMemoryStateStore } from '../../src/memory/index.ts';
import { contentBudget } from '../../src/sync/content-budget.ts';
import type { StoreContext } from '../../src/sync/context.ts';
import { noCounts } from '../../src/sync/counts.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import type { MailboxReader } from '../../src/sync/ports/index.ts';
import { troubleMonitor } from '../../src/sync/trouble.ts';
import { scopeOf } from '../scope/scopes.ts';
import { createManualClock } from './manual-clock.ts';
import { memoryIndex } from './memory-index.ts';
import { mailboxKey, memorySource, TestMailbox } from './memory-source.ts';

const ann = { address: 'ann@example.com', store: 'primary' } as const;

/** What one step of the engine works with, all of it in memory, with the parts that a test gives. */
export async function storeContext(
  other: Partial<StoreContext> & { mailboxes?: ReadonlyMap<string, TestMailbox> } = {},
): Promise<StoreContext & { readonly events: SyncEvent[] }> {
  const { mailboxes = new Map([[mailboxKey(ann), new TestMailbox()]]), ...given } = other;
  const state = createMemoryStateStore();
  await state.leases.replaceLease(ann, undefined, { owner: 'test', token: 1, beat: 0 });
  const clock = createManualClock();
  const never = new AbortController().signal;
  const events: SyncEvent[] = [];
  return {
    events,
    mailbox: ann,
    reader: memorySource(mailboxes).open(ann),
    state: state.open(ann, { owner: 'test', token: 1 }),
    index: await memoryIndex().open(never),
    registry: { add: () => state.register(ann), remove: () => state.unregister(ann) },
    clock,
    contentBudget: contentBudget(),
    emit: (event) => events.push(event),
    mode: 'delta',
    scopeDigest: 'digest',
    scope: scopeOf(),
    startedAt: new Date(clock.now()),
    deletionSafeguardPercent: 100,
    drain: never,
    abort: never,
    sourceTrouble: troubleMonitor(20),
    indexTrouble: troubleMonitor(20),
    progress: {
      counts: noCounts,
      failuresKnown: false,
      inFlightWritten: false,
      inFlightUnsettled: false,
      treeDoubtful: false,
      failures: [],
    },
    ...given,
  };
}

/** A reader whose messages come from `fetchMessages`. */
export function readerOf(fetchMessages: MailboxReader['fetchMessages'], messageBatchSize = 10): MailboxReader {
  return { ...memorySource(new Map()).open(ann), fetchMessages, messageBatchSize };
}
