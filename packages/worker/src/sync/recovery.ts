import type { StoreContext } from './context.ts';
import { releaseCopy } from './copies.ts';
import type { CopyRef, DocumentRecord, InFlightDocument, StateWrite } from './ports/index.ts';
import { refreshWrites } from './record-failures.ts';

/**
 * Takes care of documents that may have been put without being remembered: the process was killed, or the state store
 * failed. What is not remembered as an item loses its copy; a document without a copy becomes an orphan. If its message
 * still exists, the page in flight is read again and adopts it; if not, it is deleted.
 */
export async function recoverInFlight(context: StoreContext): Promise<void> {
  const inFlight = await context.state.readInFlight();
  context.progress.inFlightUnsettled = false;
  if (inFlight.length === 0) return;
  const known = new Map(await context.state.readDocuments(inFlight.map(({ documentId }) => documentId)));
  const remembered = await rememberedCopies(context, inFlight);
  const refreshes: CopyRef[] = [];
  for (const document of inFlight) {
    const isRemembered = remembered.has(copyKey(document.copy));
    const { record, refreshFrom } = recover(document, known.get(document.documentId), isRemembered);
    known.set(document.documentId, record);
    if (refreshFrom !== undefined) refreshes.push(refreshFrom);
  }
  await context.state.write([
    ...[...known.values()]
      .filter(({ copies }) => copies.length === 0)
      .map(({ documentId }): StateWrite => ({ kind: 'put-orphan', documentId })),
    ...refreshWrites(context, refreshes),
    ...[...known.values()].map((record): StateWrite => ({ kind: 'put-document', record })),
    { kind: 'put-in-flight', documents: [] },
  ]);
}

interface Recovered {
  readonly record: DocumentRecord;
  readonly refreshFrom?: CopyRef;
}

function recover(document: InFlightDocument, known: DocumentRecord | undefined, isRemembered: boolean): Recovered {
  const { documentId, copy, attachmentIds } = document;
  const base = known ?? { documentId, fingerprint: '', content: '', copies: [], renderedFrom: copy, attachmentIds: [] };
  const union = [...new Set([...base.attachmentIds, ...attachmentIds])];
  // What was about to be put has lost its fingerprint by then; one that is still there tells what the index holds.
  const fingerprint = union.length === base.attachmentIds.length ? base.fingerprint : '';
  const record = { ...base, attachmentIds: union, fingerprint };
  return isRemembered ? { record } : releaseCopy(record, copy);
}

/** The copies among these that there are item records of. */
async function rememberedCopies(
  context: StoreContext,
  inFlight: readonly InFlightDocument[],
): Promise<ReadonlySet<string>> {
  const byFolder = new Map<string, InFlightDocument[]>();
  for (const document of inFlight) {
    const { folderId } = document.copy;
    byFolder.set(folderId, [...(byFolder.get(folderId) ?? []), document]);
  }
  const found = new Set<string>();
  for (const [folderId, documents] of byFolder) {
    const items = await context.state.readItems(
      folderId,
      documents.map(({ copy }) => copy.itemId),
    );
    for (const { copy, documentId } of documents) {
      if (items.get(copy.itemId)?.documentId === documentId) found.add(copyKey(copy));
    }
  }
  return found;
}

function copyKey({ folderId, itemId }: CopyRef): string {
  return JSON.stringify([folderId, itemId]);
}
