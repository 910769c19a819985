import { type QBusinessStandIn, startQBusiness } from '@connector/sandbox';
import { createMemoryStateStore, createMemorySyncJobStore, type MemoryStateStore } from '../../src/memory/index.ts';
import { createQBusinessIndex } from '../../src/qbusiness/index.ts';
import { type RunOptions, type RunSummary, runSync, type SyncEvent } from '../../src/sync/index.ts';
import type { FailureRecord, MailboxRef } from '../../src/sync/ports/index.ts';
import { scopeOf } from '../scope/scopes.ts';
import { allOf } from './all-of.ts';
import { useAwsEndpoint } from './aws-endpoint.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { mailboxKey, memorySource, TestMailbox } from './memory-source.ts';

/** An engine between a mailbox in memory and the real adapter to Amazon Q Business with its stand-in. */
export interface IndexWorld {
  readonly service: QBusinessStandIn;
  readonly state: MemoryStateStore;
  readonly clock: ManualClock;
  readonly mailbox: TestMailbox;
  readonly events: readonly SyncEvent[];
  /** A day after the last run. */
  run(options?: Partial<RunOptions>): Promise<RunSummary>;
  failures(): Promise<readonly FailureRecord[]>;
  /** Ids of the documents in the index, by title. */
  ids(): ReadonlyMap<string | undefined, string>;
  close(): Promise<void>;
}

export const ann: MailboxRef = { address: 'ann@example.com', store: 'primary' };

const target = { applicationId: 'a'.repeat(36), indexId: 'b'.repeat(36), dataSourceId: 'c'.repeat(36) };

export async function indexWorld(): Promise<IndexWorld> {
  const service = await startQBusiness({ ids: target });
  useAwsEndpoint('QBUSINESS', service.url);
  const clock = createManualClock();
  const events: SyncEvent[] = [];
  const emit = (event: SyncEvent) => void events.push(event);
  const state = createMemoryStateStore();
  const mailbox = new TestMailbox();
  const jobs = createMemorySyncJobStore();
  const never = new AbortController().signal;
  const parts = { target, documentBatchSize: 10, participantId: 'worker-0', jobs, wantedFields: [], clock, emit };
  const index = createQBusinessIndex(parts);
  let runs = 0;
  return {
    service,
    state,
    clock,
    mailbox,
    events,
    run: (options = {}) => {
      runs += 1;
      clock.advance(25 * 60 * 60_000);
      return runSync({
        source: memorySource(new Map([[mailboxKey(ann), mailbox]])),
        index,
        state,
        clock,
        emit,
        mailboxes: [ann],
        everybodysMailboxes: [ann],
        place: { index: 0, total: 1 },
        deletionSafeguardPercent: 100,
        scope: scopeOf(),
        mode: 'delta',
        concurrency: 1,
        owner: `process ${runs}`,
        leaseMs: 30_000,
        drain: never,
        abort: never,
        ...options,
      });
    },
    failures: () => allOf(state.view(ann).scanFailures()),
    ids: () => new Map([...service.documents.all()].map(({ title, id }) => [title, id])),
    close: async () => {
      await index.close();
      await service.close();
    },
  };
}
