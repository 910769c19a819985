/**
 * The id of an attachment: the item and the way down from it, one position for each message on it. It changes with a move,
 * because the item's id does.
 */
export function attachmentId(itemId: string, path: readonly number[]): string {
  return Buffer.from(JSON.stringify([itemId, ...path])).toString('base64');
}

/** What an attachment id stands for. */
export interface AttachmentReference {
  readonly itemId: string;
  /** Positions from the item down; never empty. */
  readonly path: readonly number[];
}

/** Reads an attachment id; undefined when it is none. */
export function readAttachmentId(id: string): AttachmentReference | undefined {
  const parts = parse(Buffer.from(id, 'base64').toString());
  if (!Array.isArray(parts)) return undefined;
  const [itemId, ...path] = parts as readonly unknown[];
  if (typeof itemId !== 'string' || path.length === 0 || !path.every(isPosition)) return undefined;
  return { itemId, path };
}

function isPosition(part: unknown): part is number {
  return Number.isInteger(part) && Number(part) >= 0;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
