/** Whether a folder is another one or below it. */
export function isWithin(
  parentOf: (folderId: string) => string | undefined,
  folderId: string | undefined,
  ancestorId: string,
): boolean {
  if (folderId === undefined) return false;
  return folderId === ancestorId || isWithin(parentOf, parentOf(folderId), ancestorId);
}
