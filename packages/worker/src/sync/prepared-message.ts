import { attachmentDocumentId, contentDigestOf, documentIdOf, fingerprintOf, renderingOf } from '../documents/index.ts';
import type { StoreContext } from './context.ts';
import type { CopyRef, FailureRecord, FolderRecord, ItemRecord, MailMessage, StateWrite } from './ports/index.ts';
import { wantedAttachments } from './wanted-attachments.ts';

/** An item to fetch. */
export interface ChunkItem {
  readonly itemId: string;
  readonly changeKey?: string;
  /** The listing that showed it; an attempt to bring in what failed before shows nothing anew. */
  readonly listing: number;
  /** What is remembered of it. */
  readonly known?: ItemRecord;
  /** The record of its last failure, if it failed before. */
  readonly earlierFailure?: FailureRecord;
}

/** A message on its way into the index. */
export interface PreparedMessage {
  readonly item: ChunkItem;
  readonly copy: CopyRef;
  readonly message: MailMessage;
  readonly documentId: string;
  readonly fingerprint: string;
  /** Digest of what copies of the message have in common. */
  readonly content: string;
  /** Digest of the settings that it is rendered by. */
  readonly rendering: string;
  /** Ids that the documents of its attachments will have. */
  readonly attachmentIds: readonly string[];
}

/** Works out what a fetched message will be in the index, if it shares the document of its copies. Pure. */
export function prepare(
  context: StoreContext,
  folder: FolderRecord,
  item: ChunkItem,
  message: MailMessage,
): PreparedMessage {
  const { mailbox, index, scope } = context;
  const documentId = documentIdOf(mailbox, message);
  const rendering = {
    access: scope.accessOf(mailbox.address),
    fields: index.fields,
    quotedHistory: scope.quotedHistory,
  };
  const content = contentDigestOf(message);
  return {
    item,
    copy: { folderId: folder.id, itemId: item.itemId },
    message,
    documentId,
    fingerprint: fingerprintOf({ message, mailbox, folderPath: folder.path ?? '', ...rendering }, content),
    content,
    rendering: renderingOf(rendering),
    attachmentIds: attachmentIdsOf(context, documentId, message),
  };
}

/** The same message with a document of another id. */
export function underDocument(context: StoreContext, prepared: PreparedMessage, documentId: string): PreparedMessage {
  return { ...prepared, documentId, attachmentIds: attachmentIdsOf(context, documentId, prepared.message) };
}

function attachmentIdsOf(context: StoreContext, documentId: string, message: MailMessage): readonly string[] {
  return wantedAttachments(context, message).flatMap((plan) =>
    plan.action === 'fetch' ? [attachmentDocumentId(documentId, plan.attachment, plan.ordinal)] : [],
  );
}

/** What is remembered of an item once its document is in the index. */
export function itemRecord(prepared: PreparedMessage): ItemRecord {
  const { item, copy, documentId, message } = prepared;
  // What was listed, not what was fetched: if the item changed in between, the source will say so.
  const changeKey = item.changeKey ?? message.changeKey;
  return { ...copy, listing: item.listing, documentId, ...(changeKey === undefined ? {} : { changeKey }) };
}

/** Written before documents get these copies: those that are then not remembered as items are taken back. */
export function inFlight(prepared: readonly PreparedMessage[]): StateWrite {
  const documents = prepared.map(({ documentId, copy, attachmentIds }) => ({ documentId, copy, attachmentIds }));
  return { kind: 'put-in-flight', documents };
}

/** Forgets the failures of items that are well now: a row less to write for each that never failed. */
export function settledFailures(prepared: readonly PreparedMessage[]) {
  return prepared
    .filter(({ item }) => item.earlierFailure !== undefined)
    .map(({ copy }) => ({ kind: 'delete-failure', ...copy }) as const);
}
