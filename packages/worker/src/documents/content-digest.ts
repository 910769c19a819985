import { createHash } from 'node:crypto';
import type { MailMessage } from './mail-message.ts';

/**
 * A digest of what a reader would call the message: subject, text and attachments. Copies of one message share it, wherever
 * they stand and whatever is marked on them; a copy that was edited does not.
 */
export function contentDigestOf({ subject, body, attachments }: MailMessage): string {
  const files = attachments.map(({ kind, name, size }) => [kind, name, size]);
  return createHash('sha256')
    .update(JSON.stringify([subject, body, files]))
    .digest('base64url');
}
