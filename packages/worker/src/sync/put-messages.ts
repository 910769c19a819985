import { buildMessageDocument, type MessageContext } from '../documents/index.ts';
import type { Failure } from '../errors.ts';
import { addAttachments, reportAttachments } from './attachments.ts';
import { count, type StoreContext } from './context.ts';
import { sameCopy, withCopy } from './copies.ts';
import { isPermanent, isUntried } from './failure-policy.ts';
import { inOrder } from './in-order.ts';
import type { CopyRef, DocumentOutcome, DocumentRecord, FolderRecord, StateWrite } from './ports/index.ts';
import { inFlight, itemRecord, type PreparedMessage, settledFailures } from './prepared-message.ts';
import { type PutBuffer, putBuffer } from './put-buffer.ts';
import { type FailedItem, failureWrites, refreshWrites, reportFailures } from './record-failures.ts';
import { releaseFormerDocuments } from './release-items.ts';

/** A chunk of messages to put, with what is remembered of their documents. */
export interface MessagesToPut {
  readonly prepared: readonly PreparedMessage[];
  readonly known: ReadonlyMap<string, DocumentRecord>;
}

/** Messages whose attachments are fetched at a time: as many as a source sends requests. */
const messagesAtATime = 4;
/** Messages from which on they are put without their attachments: a whole request of Amazon Q Business. */
const messagesOfRequest = 10;

/**
 * Puts messages with their attachments and remembers what the index accepted.
 * @throws ConnectorError when the index or the source cannot be used; nothing is then taken for indexed.
 */
export async function putMessages(context: StoreContext, folder: FolderRecord, chunk: MessagesToPut): Promise<void> {
  if (chunk.prepared.length === 0) return;
  context.progress.inFlightUnsettled = true;
  await writeAhead(context, chunk);
  const buffer = putBuffer(context);
  for (const message of chunk.prepared) await addMessage(context, folder, { message, buffer, known: chunk.known });
  const attachmentFailures = await putWhileFetching(context, folder, { ...chunk, buffer });
  await buffer.flush();
  await settle(context, folder, { ...chunk, buffer, attachmentFailures });
  context.progress.inFlightUnsettled = false;
}

/**
 * Before anything is put: remembers which documents are about to change. Known ones lose their fingerprint, so that a
 * put whose outcome stays unknown is never taken for the old content.
 */
async function writeAhead(context: StoreContext, { prepared, known }: MessagesToPut): Promise<void> {
  context.progress.inFlightWritten = true;
  const changing = new Set(prepared.map(({ documentId }) => documentId));
  await context.state.write([
    inFlight(prepared),
    ...[...known.values()]
      .filter(({ documentId, fingerprint }) => changing.has(documentId) && fingerprint !== '')
      .map((record): StateWrite => ({ kind: 'put-document', record: { ...record, fingerprint: '' } })),
  ]);
}

/** A chunk of messages and the buffer that their documents wait in. */
interface Filling extends MessagesToPut {
  readonly buffer: PutBuffer;
}

/** Everything that a message's documents are built from. */
function aboutOf(
  context: StoreContext,
  folder: FolderRecord,
  { message, known }: { message: PreparedMessage; known: MessagesToPut['known'] },
): MessageContext {
  return {
    mailbox: context.mailbox,
    message: message.message,
    folderPath: folder.path ?? '',
    access: context.scope.accessOf(context.mailbox.address),
    fields: context.index.fields,
    quotedHistory: context.scope.quotedHistory,
    ...versionOf(message, known.get(message.documentId)),
  };
}

/** Adds a message's document to the buffer. */
async function addMessage(
  context: StoreContext,
  folder: FolderRecord,
  { message, buffer, known }: { message: PreparedMessage; buffer: PutBuffer; known: MessagesToPut['known'] },
): Promise<void> {
  const { document, notes } = buildMessageDocument(aboutOf(context, folder, { message, known }));
  for (const note of notes) context.emit({ type: 'warning', code: 'document.note', message: note });
  await buffer.add({ ...document, id: message.documentId });
}

/**
 * The messages themselves are on their way while their attachments come. Few of them wait for these: together they may be one request,
 * and an index that refuses one document alone is taken to mean that document. Nothing is still under way when a failure is thrown.
 */
async function putWhileFetching(
  context: StoreContext,
  folder: FolderRecord,
  filling: Filling,
): Promise<ReadonlyMap<PreparedMessage, Failure>> {
  const flushed = filling.prepared.length < messagesOfRequest ? Promise.resolve() : filling.buffer.flush();
  const added = addAllAttachments(context, folder, filling);
  await Promise.allSettled([flushed, added]);
  await flushed;
  return added;
}

/** Adds the documents of all attachments. Returns why some attachment of a message has to be tried again, where one has. */
async function addAllAttachments(
  context: StoreContext,
  folder: FolderRecord,
  { prepared, known, buffer }: Filling,
): Promise<ReadonlyMap<PreparedMessage, Failure>> {
  const failures = new Map<PreparedMessage, Failure>();
  const tasks = byDocument(prepared.filter(({ message }) => message.attachments.length > 0)).map(
    (copies) => async () => {
      for (const message of copies) {
        const about = aboutOf(context, folder, { message, known });
        const failure = await addAttachments(context, { about, parentId: message.documentId, buffer });
        if (failure !== undefined) failures.set(message, failure);
      }
    },
  );
  for await (const _ of inOrder(tasks, () => messagesAtATime));
  return failures;
}

/** Copies that share a document stay in their order: the later is put last. */
function byDocument(prepared: readonly PreparedMessage[]): readonly (readonly PreparedMessage[])[] {
  const groups = new Map<string, PreparedMessage[]>();
  for (const message of prepared) {
    const group = groups.get(message.documentId);
    if (group === undefined) groups.set(message.documentId, [message]);
    else group.push(message);
  }
  return [...groups.values()];
}

/**
 * What makes a document differ from the one that failed: the time of its last failure, which no two attempts have in
 * common, not even after an operator had the attempts counted afresh. A document that was never sent has no record.
 */
function versionOf({ item }: PreparedMessage, known: DocumentRecord | undefined): { version?: string } {
  const { earlierFailure } = item;
  if (earlierFailure === undefined || isUntried(earlierFailure) || known === undefined) return {};
  return { version: new Date(earlierFailure.lastSeenAt).toISOString() };
}

interface Settlement extends Filling {
  readonly attachmentFailures: ReadonlyMap<PreparedMessage, Failure>;
}

async function settle(context: StoreContext, folder: FolderRecord, settlement: Settlement): Promise<void> {
  const records = new Map(settlement.known);
  const changed = new Set<string>();
  const orphaned = new Set<string>();
  const indexed: PreparedMessage[] = [];
  const failed: FailedItem[] = [];
  const refreshes: CopyRef[] = [];
  for (const message of settlement.prepared) {
    const { record, failure, accepted } = settleMessage(message, records.get(message.documentId), settlement);
    records.set(record.documentId, record);
    changed.add(record.documentId);
    if (record.copies.length === 0) orphaned.add(record.documentId);
    else orphaned.delete(record.documentId);
    if (accepted) indexed.push(message);
    else if (showsAnother(record, message)) refreshes.push(record.renderedFrom);
    if (failure !== undefined) failed.push({ item: message.item, failure, ...(accepted ? { indexed: true } : {}) });
  }
  for (const { message, failure } of await deleteStaleAttachments(context, settlement, records)) {
    failed.push({ item: message.item, failure, indexed: true });
  }
  // Failures before items: an item that is remembered is not fetched again, so what is missing of it has to be on record.
  const failedItems = new Set(failed.map(({ item }) => item));
  await context.state.write([
    ...[...orphaned].map((documentId): StateWrite => ({ kind: 'put-orphan', documentId })),
    ...[...changed].flatMap((documentId): StateWrite[] => {
      const record = records.get(documentId);
      return record === undefined ? [] : [{ kind: 'put-document', record }];
    }),
    ...refreshWrites(context, refreshes),
    ...(await failureWrites(context, folder, failed)),
    ...(await releaseFormerDocuments(context, indexed, records)),
    ...indexed.map((message): StateWrite => ({ kind: 'put-item', record: itemRecord(message) })),
    ...settledFailures(indexed.filter(({ item }) => !failedItems.has(item))),
  ]);
  reportFailures(context, failed);
  const attachmentIds = new Set(indexed.flatMap((message) => message.attachmentIds));
  reportAttachments(context, [...attachmentIds], settlement.buffer);
  const added = indexed.filter(({ documentId }) => (settlement.known.get(documentId)?.copies.length ?? 0) === 0);
  count(context, { indexed: indexed.length, added: added.length });
  watch(context, indexed.length, failed);
}

/** A put that went half wrong left parts of this copy in a document that shows another one. */
function showsAnother({ copies, renderedFrom }: DocumentRecord, { copy }: PreparedMessage): boolean {
  // A copy that is gone can be rendered by nobody, and by no other source.
  return !sameCopy(renderedFrom, copy) && copies.some((known) => sameCopy(known, renderedFrom));
}

/** One message's document record after the put. */
function settleMessage(
  message: PreparedMessage,
  known: DocumentRecord | undefined,
  { buffer, attachmentFailures }: Settlement,
): { record: DocumentRecord; failure?: Failure; accepted: boolean } {
  const { documentId, copy, fingerprint, content, rendering, attachmentIds } = message;
  const union = [...new Set([...(known?.attachmentIds ?? []), ...attachmentIds])];
  const outcome = buffer.outcome(documentId);
  if (outcome === undefined || !outcome.accepted) {
    // With no copies it is an orphan: whatever part of it the index holds is deleted, unless a later try succeeds.
    const base = known ?? { documentId, content: '', copies: [], renderedFrom: copy };
    const failure = outcome?.failure ?? missingOutcome;
    return { record: { ...base, fingerprint: '', attachmentIds: union }, failure, accepted: false };
  }
  const failure = attachmentFailures.get(message) ?? rejectedAttachment(message, buffer);
  const copies = withCopy(known?.copies ?? [], copy);
  const failedLater = known?.failedLater?.fingerprint === fingerprint ? { failedLater: known.failedLater } : {};
  const record = { documentId, content, copies, renderedFrom: copy, rendering, attachmentIds: union, ...failedLater };
  return failure === undefined
    ? { record: { ...record, fingerprint }, accepted: true }
    : { record: { ...record, fingerprint: '' }, failure, accepted: true };
}

const missingOutcome: Failure = {
  code: 'index.no-outcome',
  kind: 'transient',
  message: 'the index did not say whether it accepted the document',
};

/** Why an attachment has to be put again; one that can never be accepted is only told, see `reportAttachments`. */
function rejectedAttachment({ attachmentIds }: PreparedMessage, buffer: PutBuffer): Failure | undefined {
  for (const id of attachmentIds) {
    const outcome = buffer.outcome(id);
    if (outcome !== undefined && !outcome.accepted && !isPermanent(outcome.failure)) return outcome.failure;
  }
  return undefined;
}

/**
 * Deletes documents of attachments that their messages no longer have, and takes them out of the records.
 * @returns messages of which the index refused to delete some: they have to be tried again
 */
async function deleteStaleAttachments(
  context: StoreContext,
  { prepared, buffer }: Settlement,
  records: Map<string, DocumentRecord>,
): Promise<readonly { readonly message: PreparedMessage; readonly failure: Failure }[]> {
  // Of two copies in one chunk the later was put last: its attachments count.
  const last = new Map(prepared.map((message) => [message.documentId, message]));
  const staleOf = ({ documentId, attachmentIds }: PreparedMessage): readonly string[] => {
    if (buffer.outcome(documentId)?.accepted !== true) return [];
    const current = new Set(attachmentIds);
    return (records.get(documentId)?.attachmentIds ?? []).filter((id) => !current.has(id));
  };
  const stale = new Map([...last.values()].map((message) => [message, staleOf(message)]));
  const ids = [...new Set([...stale.values()].flat())];
  if (ids.length === 0) return [];
  await context.state.confirm();
  const outcomes = new Map((await context.index.delete(ids, context.abort)).map((outcome) => [outcome.id, outcome]));
  const isDeleted = (id: string) => outcomes.get(id)?.accepted === true;
  count(context, { documentsDeleted: ids.filter(isDeleted).length });
  return [...stale].flatMap(([message, own]) => {
    const record = records.get(message.documentId);
    if (record === undefined || own.length === 0) return [];
    const attachmentIds = record.attachmentIds.filter((id) => !(own.includes(id) && isDeleted(id)));
    const refused = own.filter((id) => !isDeleted(id)).map((id) => failureOf(outcomes.get(id)))[0];
    const fingerprint = refused === undefined ? record.fingerprint : '';
    records.set(message.documentId, { ...record, attachmentIds, fingerprint });
    return refused === undefined ? [] : [{ message, failure: refused }];
  });
}

function failureOf(outcome: DocumentOutcome | undefined): Failure {
  return outcome === undefined || outcome.accepted ? missingOutcome : outcome.failure;
}

/** An index that is down must not turn every message into a failure record. */
function watch(context: StoreContext, indexed: number, failed: readonly FailedItem[]): void {
  if (indexed > 0) context.indexTrouble.succeeded();
  for (const { failure } of failed) if (!isPermanent(failure)) context.indexTrouble.failed(failure);
}
