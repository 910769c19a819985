import { ConnectorError } from '../errors.ts';

/**
 * The cursor, unless another source gave it. Sync states are base64; cursors of other sources begin with a word and a colon.
 * Exchange would call one a malformed request, which says nothing of what to do about it.
 * @throws ConnectorError of kind `cursor-invalid`
 */
export function ownCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined || !/^[a-z]+:/.test(cursor)) return cursor;
  const message = 'the cursor is not one of Exchange Web Services, as after a change of EXCHANGE_API';
  throw new ConnectorError({ code: 'ews.foreign-cursor', kind: 'cursor-invalid', message });
}
