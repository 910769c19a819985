/** Whether a cursor is one of Exchange: sync states are base64; cursors of other sources begin with a word and a colon. */
export function isOwnCursor(cursor: string): boolean {
  return !/^[a-z]+:/.test(cursor);
}
