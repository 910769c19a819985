import { messageDocumentIdOf } from '../documents/index.ts';
import { type Failure, toFailure } from '../errors.ts';
import { recordLateFailures } from './audit-failures.ts';
import type { AuditReport, EventSink } from './events.ts';
import { leaseKeeper } from './leases.ts';
import type { Clock, DocumentRecord, IndexSession, ListedDocument, MailboxRef, StateStore } from './ports/index.ts';

/** What an audit works with. */
export interface AuditOptions {
  readonly state: StateStore;
  readonly clock: Clock;
  readonly emit: EventSink;
  /** Stores whose documents are looked for. */
  readonly mailboxes: readonly MailboxRef[];
  readonly owner: string;
  readonly leaseMs: number;
  /** Most documents to look at; 0 for no audit. */
  readonly auditDocuments?: number;
  readonly drain: AbortSignal;
  readonly abort: AbortSignal;
}

/** Failures of documents by the id of their message's document. */
type FailuresByMessage = ReadonlyMap<string, Failure>;

/**
 * Reads back what the index made of the documents it accepted. What it could not index becomes a failure record of its
 * item, for the next run to try again; what this worker's mailboxes know nothing of is counted, and never deleted: it may
 * be another worker's. Holds one page of the listing at a time.
 * @returns undefined when there was no audit; never throws
 */
export async function audit(options: AuditOptions, session: IndexSession): Promise<AuditReport | undefined> {
  const { auditDocuments: most = 0, drain, abort, emit } = options;
  if (most === 0 || drain.aborted || abort.aborted) return undefined;
  const keeper = leaseKeeper({ ...options, leases: options.state.leases });
  let report: AuditReport = { looked: 0, whole: false, recorded: {}, unknown: 0 };
  try {
    for await (const page of session.listDocuments(abort)) {
      if (drain.aborted) return report;
      const documents = page.slice(0, most - report.looked);
      const { unknown, failed } = await attribute(options, documents);
      const recorded = { ...report.recorded };
      for (const [mailbox, failures] of failed) {
        for (const code of await recordLateFailures({ ...options, keeper }, mailbox, failures)) {
          recorded[code] = (recorded[code] ?? 0) + 1;
        }
      }
      report = { ...report, looked: report.looked + documents.length, recorded, unknown: report.unknown + unknown };
      if (report.looked >= most) return report;
    }
    return { ...report, whole: true };
  } catch (thrown) {
    const { code, message } = toFailure(thrown);
    emit({ type: 'warning', code, message: `the index could not be read back: ${message}` });
    return report;
  }
}

interface Attributed {
  /** Documents with ids of ours that no store knows. */
  readonly unknown: number;
  readonly failed: ReadonlyMap<MailboxRef, FailuresByMessage>;
}

/** Finds the stores of a page's documents. An id does not tell its mailbox: each store is asked for what is left. */
async function attribute({ state, mailboxes }: AuditOptions, page: readonly ListedDocument[]): Promise<Attributed> {
  const left = byMessage(page);
  const failed = new Map<MailboxRef, FailuresByMessage>();
  let unknown = 0;
  for (const mailbox of mailboxes) {
    if (left.size === 0) break;
    const failures = new Map<string, Failure>();
    for (const [id, record] of await state.view(mailbox).readDocuments([...left.keys()])) {
      const documents = left.get(id) ?? [];
      const known = documents.filter((document) => isOf(record, document));
      unknown += documents.length - known.length;
      const failure = known.find((document) => document.failure !== undefined)?.failure;
      if (failure !== undefined) failures.set(id, failure);
      left.delete(id);
    }
    if (failures.size > 0) failed.set(mailbox, failures);
  }
  for (const documents of left.values()) unknown += documents.length;
  return { unknown, failed };
}

/** Documents with ids of ours, by the document of their message. */
function byMessage(page: readonly ListedDocument[]): Map<string, readonly ListedDocument[]> {
  const found = new Map<string, readonly ListedDocument[]>();
  for (const document of page) {
    const id = messageDocumentIdOf(document.id);
    if (id !== undefined && !document.deleted) found.set(id, [...(found.get(id) ?? []), document]);
  }
  return found;
}

function isOf({ documentId, attachmentIds }: DocumentRecord, { id }: ListedDocument): boolean {
  return id === documentId || attachmentIds.includes(id);
}
