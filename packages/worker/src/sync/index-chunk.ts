import { count, type StoreContext } from './context.ts';
import { withCopy } from './copies.ts';
import { fetchMessages } from './fetch-messages.ts';
import { identify } from './identify.ts';
import { leaveOut, type RefusedItem } from './leave-out.ts';
import type { DocumentRecord, FetchOutcome, FolderRecord, MailMessage } from './ports/index.ts';
import { type ChunkItem, itemRecord, type PreparedMessage, prepare, settledFailures } from './prepared-message.ts';
import { putMessages } from './put-messages.ts';
import { type FailedItem, recordFailures } from './record-failures.ts';
import { recoverInFlight } from './recovery.ts';
import { releaseFormerDocuments } from './release-items.ts';

/**
 * Brings a few items into the index: fetch, build, put, remember. Afterwards each is indexed, found unchanged, gone, or
 * on record as a failure.
 * @throws ConnectorError when that could not be done; the items must then be brought again.
 */
export async function indexChunk(
  context: StoreContext,
  folder: FolderRecord,
  items: readonly ChunkItem[],
): Promise<void> {
  const outcomes = await fetchMessages(
    context,
    items.map(({ itemId }) => itemId),
  );
  const prepared: PreparedMessage[] = [];
  const failed: FailedItem[] = [];
  const refused: RefusedItem[] = [];
  for (const [position, outcome] of outcomes.entries()) {
    const item = items[position];
    if (item === undefined) continue;
    if (!outcome.ok) {
      failed.push({ item, failure: outcome.failure });
      continue;
    }
    const reason = context.scope.refuses(outcome.value, context.startedAt);
    if (reason === undefined) prepared.push(prepare(context, folder, item, outcome.value));
    else refused.push({ item, reason });
  }
  count(context, { fetched: prepared.length + refused.length });
  await recordFailures(context, folder, failed);
  watch(context, outcomes);
  await leaveOut(context, folder, refused);
  await indexPrepared(context, folder, prepared);
}

/**
 * A source that is down must not be asked once for each item. What failed is on record by now, so that items which fail
 * for ever come to rest instead of holding their folder up.
 */
function watch(context: StoreContext, outcomes: readonly FetchOutcome<MailMessage>[]): void {
  for (const outcome of outcomes) {
    if (outcome.ok) context.sourceTrouble.succeeded();
    else if (outcome.failure.kind === 'transient') context.sourceTrouble.failed(outcome.failure);
  }
}

async function indexPrepared(
  context: StoreContext,
  folder: FolderRecord,
  messages: readonly PreparedMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  // What the last chunk left behind would be overwritten. It is settled before documents are read, as that changes them.
  if (context.progress.inFlightUnsettled) await recoverInFlight(context);
  const { prepared, known } = await identify(context, messages);
  const everything = context.mode === 'full' && folder.refetch;
  const isCurrent = ({ documentId, fingerprint, attachmentIds }: PreparedMessage) =>
    !everything && holds(known.get(documentId), fingerprint, attachmentIds);
  await rememberUnchanged(context, folder, { prepared: prepared.filter(isCurrent), known });
  await putMessages(context, folder, { prepared: prepared.filter((message) => !isCurrent(message)), known });
}

/** The index holds this content, with documents of just these attachments: which ones are wanted may have changed. */
function holds(record: DocumentRecord | undefined, fingerprint: string, attachmentIds: readonly string[]): boolean {
  if (record?.fingerprint !== fingerprint || record.attachmentIds.length !== attachmentIds.length) return false;
  return attachmentIds.every((id) => record.attachmentIds.includes(id));
}

/** The index holds them already: only the copy is news. */
async function rememberUnchanged(
  context: StoreContext,
  folder: FolderRecord,
  { prepared, known }: { prepared: readonly PreparedMessage[]; known: ReadonlyMap<string, DocumentRecord> },
): Promise<void> {
  if (prepared.length === 0) return;
  const records = prepared.flatMap(({ documentId, copy }) => {
    const record = known.get(documentId);
    if (record === undefined) return [];
    const copies = withCopy(record.copies, copy);
    // Rendered from this copy it would be the same: if the other one goes, as all do when the source changes, nothing is put.
    return copies === record.copies ? [] : [{ ...record, copies, renderedFrom: copy }];
  });
  await context.state.write([
    ...records.map((record) => ({ kind: 'put-document', record }) as const),
    ...(await releaseFormerDocuments(context, prepared, new Map(records.map((record) => [record.documentId, record])))),
    ...prepared.map((message) => ({ kind: 'put-item', record: itemRecord(folder, message) }) as const),
    ...settledFailures(context, prepared),
  ]);
  count(context, { unchanged: prepared.length });
}
