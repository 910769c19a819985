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
  return createHash('sha256')
    .update(JSON.stringify([subject, body, files, ...[meeting, event, contact].filter((facts) => facts !== undefined)]))
    .digest('base64url');
}
