import type { StoreContext } from './context.ts';
import type { DocumentRecord, InFlightDocument, StateWrite } from './ports/index.ts';

/**
 * Takes care of documents that a killed process may have put without remembering it. They become orphans with no
 * copies: if their messages still exist, the page in flight is read again and adopts them; if not, they are deleted.
 */
export async function recoverInFlight(context: StoreContext): Promise<void> {
  const inFlight = await context.state.readInFlight();
  if (inFlight.length === 0) return;
  const known = await context.state.readDocuments(inFlight.map(({ documentId }) => documentId));
  const recovered = inFlight.flatMap((document) => recover(document, known.get(document.documentId)));
  await context.state.write([
    ...recovered
      .filter(({ copies }) => copies.length === 0)
      .map(({ documentId }): StateWrite => ({ kind: 'put-orphan', documentId })),
    ...recovered.map((record): StateWrite => ({ kind: 'put-document', record })),
    { kind: 'put-in-flight', documents: [] },
  ]);
}

function recover(document: InFlightDocument, known: DocumentRecord | undefined): readonly DocumentRecord[] {
  const { documentId, copy, attachmentIds } = document;
  if (known === undefined) {
    return [{ documentId, fingerprint: '', copies: [], renderedFrom: copy, attachmentIds }];
  }
  const union = [...new Set([...known.attachmentIds, ...attachmentIds])];
  // The whole chunk was committed before the process ended.
  if (known.fingerprint !== '' && union.length === known.attachmentIds.length) return [];
  return [{ ...known, fingerprint: '', attachmentIds: union }];
}
