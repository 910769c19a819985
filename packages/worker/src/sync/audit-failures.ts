import type { Failure } from '../errors.ts';
import type { EventSink } from './events.ts';
import { failureRecord } from './failure-policy.ts';
import type { LeaseKeeper } from './leases.ts';
import type { Clock, DocumentRecord, FailureRecord, MailboxRef, MailboxState, StateStore } from './ports/index.ts';

/** What late failures are recorded with. */
export interface LateFailureOptions {
  readonly state: Pick<StateStore, 'open'>;
  readonly keeper: LeaseKeeper;
  readonly clock: Clock;
  readonly emit: EventSink;
}

/**
 * Puts failures on record that the index had after it accepted the documents. Takes the store's lease for it; a store that
 * somebody else has now is left for the next audit.
 * @param failures by the id of the message's document, whether the message or an attachment of it failed
 * @returns the cause codes of those recorded, one for each
 */
export async function recordLateFailures(
  { state, keeper, clock, emit }: LateFailureOptions,
  mailbox: MailboxRef,
  failures: ReadonlyMap<string, Failure>,
): Promise<readonly string[]> {
  const acquisition = await keeper.acquire(mailbox);
  if (acquisition.state !== 'acquired') return [];
  const own = state.open(mailbox, acquisition.lease.fence);
  const codes: string[] = [];
  try {
    for (const [id, document] of await own.readDocuments([...failures.keys()])) {
      const failure = failures.get(id);
      // Without a fingerprint it is on record already, or about to go.
      if (failure === undefined || document.fingerprint === '' || document.copies.length === 0) continue;
      const record = await recordOf(own, document, { failure, now: clock.now() });
      await own.write([
        // In this order: a document that is not taken for current any more has to be on record as failed.
        { kind: 'put-failure', record },
        { kind: 'put-document', record: failedDocument(document, record) },
      ]);
      emit({ type: 'item-failed', mailbox, itemId: record.itemId, failure });
      codes.push(failure.code);
    }
    return codes;
  } finally {
    await acquisition.lease.release();
  }
}

/** The failure of the copy that the document was rendered from. */
async function recordOf(
  state: MailboxState,
  { renderedFrom: copy, fingerprint, failedLater }: DocumentRecord,
  { failure, now }: { failure: Failure; now: number },
): Promise<FailureRecord> {
  const items = await state.readItems(copy.folderId, [copy.itemId]);
  const changeKey = items.get(copy.itemId)?.changeKey;
  const earlier = failedLater?.fingerprint === fingerprint ? { ...failedLater, changeKey } : undefined;
  // Its documents are remembered, so that no deletion has to wait for it.
  return failureRecord({ copy, failure, changeKey, indexed: true, now, earlier });
}

/**
 * Each put that is accepted settles the item's failure record, so that the attempts at the same content are counted here:
 * a document that can never be indexed comes to rest like any other.
 */
function failedDocument(document: DocumentRecord, { attempts, firstSeenAt }: FailureRecord): DocumentRecord {
  const { fingerprint } = document;
  return { ...document, fingerprint: '', failedLater: { fingerprint, attempts, firstSeenAt } };
}
