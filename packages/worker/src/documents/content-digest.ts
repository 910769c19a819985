import { createHash } from 'node:crypto';
import type { MailMessage } from './mail-message.ts';

/** Stands before every digest. Raise the number, and `rendererVersion` with it, when digests are taken in another way. */
const form = '1:';

/** Whether a digest on file can be compared with one of now: of one that an earlier version took, nothing can be told. */
export function isComparable(digest: string): boolean {
  return digest.startsWith(form);
}

/**
 * A digest of what a reader would call the message: subject, text, attachments, when and where a meeting is, and what makes an
 * event or a contact. Copies of one message share it, wherever they stand and whatever is marked on them; a copy that was
 * edited does not.
 */
export function contentDigestOf({ subject, body, attachments, meeting, event, contact }: MailMessage): string {
  const files = attachments.map(({ kind, name, size }) => [kind, name, size]);
  // Sources have orders of their own.
  files.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  // The text as it is, behind everything else: as JSON it would take longer to write than to hash.
  const parts = [subject, body?.format, files, ...[meeting, event, contact].filter((facts) => facts !== undefined)];
  const hash = createHash('sha256')
    .update(JSON.stringify(parts))
    .update(body?.content ?? '');
  return form + hash.digest('base64url');
}
