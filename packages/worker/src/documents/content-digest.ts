import { createHash } from 'node:crypto';
import type { MailMessage } from './mail-message.ts';

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
  return createHash('sha256')
    .update(JSON.stringify(parts))
    .update(body?.content ?? '')
    .digest('base64url');
}
