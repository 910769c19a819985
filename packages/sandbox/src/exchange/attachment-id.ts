/** The id of an item's attachment; it changes with a move, because the item's id does. */
export function attachmentId(itemId: string, position: number): string {
  return Buffer.from(JSON.stringify([itemId, position])).toString('base64');
}

/** What an attachment id stands for; undefined when it is not one. */
export function readAttachmentId(id: string): { readonly itemId: string; readonly position: number } | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(id, 'base64').toString());
    if (!Array.isArray(parts) || typeof parts[0] !== 'string' || typeof parts[1] !== 'number') return undefined;
    return { itemId: parts[0], position: parts[1] };
  } catch {
    return undefined;
  }
}
