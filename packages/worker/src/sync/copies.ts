import type { CopyRef, DocumentRecord } from './ports/index.ts';

/** Both name the same copy of a message. */
export function sameCopy(one: CopyRef, other: CopyRef): boolean {
  return one.folderId === other.folderId && one.itemId === other.itemId;
}

/** The copies with this one among them. */
export function withCopy(copies: readonly CopyRef[], copy: CopyRef): readonly CopyRef[] {
  return copies.some((known) => sameCopy(known, copy)) ? copies : [...copies, copy];
}

/** The document with a copy of which nothing has to be put: one more, or one that it has. */
export function withUnchanged(record: DocumentRecord, copy: CopyRef, fingerprint: string): DocumentRecord {
  const copies = withCopy(record.copies, copy);
  if (copies === record.copies) {
    const { twin, ...rest } = record;
    // As good as the one shown until its folder was renamed, say.
    const isTwin = twin !== undefined && sameCopy(twin, copy);
    return isTwin && fingerprint !== record.fingerprint ? rest : record;
  }
  return { ...record, copies, ...(fingerprint === record.fingerprint ? { twin: copy } : {}) };
}

/** What letting go of one copy means for its document. */
export interface Release {
  readonly record: DocumentRecord;
  /** No copy is left: delete the document at the end of a complete run. */
  readonly orphaned: boolean;
  /** The document shows a copy that is gone, or nobody knows what it shows: render it from this one. */
  readonly refreshFrom?: CopyRef;
}

/**
 * Lets go of one copy. The document of an orphan loses its fingerprint at once: if the message comes back before or
 * while the document is deleted, it is put again rather than taken for unchanged.
 */
export function releaseCopy(record: DocumentRecord, copy: CopyRef): Release {
  const copies = record.copies.filter((known) => !sameCopy(known, copy));
  const [survivor] = copies;
  if (survivor === undefined) return { record: { ...record, copies, fingerprint: '' }, orphaned: true };
  const { twin, ...rest } = record;
  const living = (wanted: CopyRef | undefined) =>
    copies.find((known) => wanted !== undefined && sameCopy(known, wanted));
  const [shown, other] = [living(record.renderedFrom), living(twin)].flatMap((found) => found ?? []);
  // The copy it shows may have gone before this one, and with this one the copy that it was to be rendered from instead; or
  // a put of this one went half wrong, so that parts of it are shown.
  if (shown === undefined || record.fingerprint === '') {
    return { record: { ...rest, copies, fingerprint: '' }, orphaned: false, refreshFrom: shown ?? survivor };
  }
  const next = { ...rest, copies, renderedFrom: shown };
  return { record: other === undefined ? next : { ...next, twin: other }, orphaned: false };
}
