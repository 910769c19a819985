import { isComparable, variantDocumentId } from '../documents/index.ts';
import type { StoreContext } from './context.ts';
import { sameCopy } from './copies.ts';
import type { DocumentRecord } from './ports/index.ts';
import { type PreparedMessage, underDocument } from './prepared-message.ts';

/** Messages with the ids that their documents will have, and what is remembered of those documents. */
export interface Identified {
  readonly prepared: readonly PreparedMessage[];
  readonly known: ReadonlyMap<string, DocumentRecord>;
}

/** Copies of one message that share a document. More get documents of their own: a row of the table may have 400 kB. */
const copiesPerDocument = 250;

/**
 * Gives each message its document. Copies of a message share one; a copy that was edited apart from the others gets its
 * own, a variant, so that neither text is lost. An edit of the only copy is an edit of the document.
 */
export async function identify(context: StoreContext, messages: readonly PreparedMessage[]): Promise<Identified> {
  const ids = messages.flatMap((message) => [message.documentId, variantOf(message)]);
  const known = new Map(await context.state.readDocuments([...new Set(ids)]));
  const claims = new Map<string, Claim>();
  const prepared = messages.map((message) => underDocument(context, message, documentFor(message, known, claims)));
  const others = [...new Set(prepared.map(({ documentId }) => documentId).filter((id) => !ids.includes(id)))];
  if (others.length > 0) for (const [id, record] of await context.state.readDocuments(others)) known.set(id, record);
  return { prepared, known };
}

/** What a document shows, as far as this chunk has come. */
interface Claim {
  readonly content: string;
  readonly copies: number;
}

function documentFor(
  message: PreparedMessage,
  known: ReadonlyMap<string, DocumentRecord>,
  claims: Map<string, Claim>,
): string {
  const { documentId, copy, content } = message;
  const variantId = variantOf(message);
  // Once there is a document of this very content, it stays the one: ids do not wander with the order of events.
  const hasVariant = (known.get(variantId)?.copies.length ?? 0) > 0 || claims.has(variantId);
  const base = claimOf(known.get(documentId), { message, earlier: claims.get(documentId) });
  // An earlier version's digest says nothing of whether a copy was edited: all of them are read again, and told apart from then on.
  const isApart = base.copies > 0 && isComparable(base.content) && base.content !== content;
  const id = hasVariant || isApart ? variantId : documentId;
  const claim = id === documentId ? base : claimOf(known.get(id), { message, earlier: claims.get(id) });
  if (claim.copies >= copiesPerDocument) return variantDocumentId(documentId, copy.itemId);
  claims.set(id, { content, copies: claim.copies + 1 });
  return id;
}

/** What a document shows beside the message at hand. */
function claimOf(
  record: DocumentRecord | undefined,
  { message, earlier }: { message: PreparedMessage; earlier: Claim | undefined },
): Claim {
  if (earlier !== undefined) return earlier;
  const others = record?.copies.filter((other) => !sameCopy(other, message.copy)) ?? [];
  return { content: record?.content ?? '', copies: others.length };
}

function variantOf({ documentId, content }: PreparedMessage): string {
  return variantDocumentId(documentId, content);
}
