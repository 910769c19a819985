/**
 * Folders have one id for life, and the same through EWS and Graph, written in base64 with another alphabet. Folders are
 * remembered under the one of EWS, so that a change of the source finds them again. Microsoft: "Use the MailboxItemId or
 * convert the id" of Outlook add-ins (`convertToEwsId`): `-` stands for `/`, `_` for `+`.
 */
export function toFolderId(restId: string): string {
  return restId.replaceAll('-', '/').replaceAll('_', '+');
}

/** A folder's id as Graph takes it in a path. */
export function toRestFolderId(folderId: string): string {
  return folderId.replaceAll('/', '-').replaceAll('+', '_');
}
