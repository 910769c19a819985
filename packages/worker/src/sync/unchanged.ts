import { count, type StoreContext } from './context.ts';
import { sameCopy, withUnchanged } from './copies.ts';
import type { DocumentRecord, FolderRecord } from './ports/index.ts';
import { inFlight, itemRecord, type PreparedMessage, settledFailures } from './prepared-message.ts';
import { releaseFormerDocuments } from './release-items.ts';

/** The index holds what this message would be put as, or shows another copy of it that is as good. */
export function needsNoPut(
  record: DocumentRecord | undefined,
  message: PreparedMessage,
  { listingOpen }: FolderRecord,
): boolean {
  if (record === undefined || record.fingerprint === '' || !hasAttachments(record, message)) return false;
  return record.fingerprint === message.fingerprint || (listingOpen && showsACopyOf(record, message));
}

/** The document has documents of just these attachments: which ones are wanted may have changed. */
function hasAttachments(record: DocumentRecord, { attachmentIds }: PreparedMessage): boolean {
  if (record.attachmentIds.length !== attachmentIds.length) return false;
  return attachmentIds.every((id) => record.attachmentIds.includes(id));
}

/**
 * What differs from the copy that the document shows is where this one stands. Asked of listings alone: what looks like a new
 * copy in what happened since is most often a message on the move, which would have to be fetched a second time as soon as
 * its removal is told.
 */
function showsACopyOf({ content, rendering, renderedFrom, copies }: DocumentRecord, message: PreparedMessage): boolean {
  if (content !== message.content || rendering !== message.rendering) return false;
  return !sameCopy(renderedFrom, message.copy) && copies.some((copy) => sameCopy(copy, renderedFrom));
}

/**
 * Remembers messages of which nothing has to be put: only their copies are news.
 * @returns the documents as they are remembered now
 */
export async function rememberUnchanged(
  context: StoreContext,
  { prepared, known }: { prepared: readonly PreparedMessage[]; known: ReadonlyMap<string, DocumentRecord> },
): Promise<ReadonlyMap<string, DocumentRecord>> {
  if (prepared.length === 0) return known;
  const documents = new Map(known);
  for (const { documentId, copy, fingerprint } of prepared) {
    const record = documents.get(documentId);
    if (record !== undefined) documents.set(documentId, withUnchanged(record, copy, fingerprint));
  }
  const joined = prepared.filter(({ documentId }) => documents.get(documentId) !== known.get(documentId));
  const records = new Map([...documents].filter(([id, record]) => record !== known.get(id)));
  if (joined.length > 0) Object.assign(context.progress, { inFlightWritten: true, inFlightUnsettled: true });
  const former = await releaseFormerDocuments(context, prepared, records);
  for (const write of former) if (write.kind === 'put-document') documents.set(write.record.documentId, write.record);
  await context.state.write([
    ...(joined.length === 0 ? [] : [inFlight(joined)]),
    ...[...records.values()].map((record) => ({ kind: 'put-document', record }) as const),
    ...former,
    ...prepared.map((message) => ({ kind: 'put-item', record: itemRecord(message) }) as const),
    ...settledFailures(prepared),
  ]);
  context.progress.inFlightUnsettled = false;
  count(context, { unchanged: prepared.length });
  return documents;
}
