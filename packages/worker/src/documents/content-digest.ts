import { createHash } from 'node:crypto';
import type { MailMessage } from './mail-message.ts';

/**
 * A digest of what a reader would call the message: subject, text, attachments, and when and where a meeting is. Copies of
 * one message share it, wherever they stand and whatever is marked on them; a copy that was edited does not.
 */
export function contentDigestOf({ subject, body, attachments, meeting }: MailMessage): string {
  const files = attachments.map(({ kind, name, size }) => [kind, name, size]);
  // Sources have orders of their own.
  files.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([subject, body, files, ...(meeting === undefined ? [] : [meeting])]))
    .digest('base64url');
}
