/** What one unit of index capacity holds, whichever is used up first. Amazon Q Business user guide: tiers. */
export const indexUnit = { documents: 20_000, textBytes: 200 * 1024 * 1024 } as const;

/** What an index holds. */
export interface IndexUse {
  readonly documents: number;
  readonly textBytes: number;
}

/** Units of capacity that documents and text need, as a fraction: an index of two units is full at 2. */
export function unitsUsed({ documents, textBytes }: IndexUse): number {
  return Math.max(documents / indexUnit.documents, textBytes / indexUnit.textBytes);
}
