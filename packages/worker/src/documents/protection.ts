import type { MailAttachment, MailMessage } from './mail-message.ts';

/** Why nobody but a recipient's own mail program can read a message. */
export type Protection = 'smime' | 'rights-managed';

/** Clear-signed messages are readable by everybody, whatever class they are a sub-class of. */
const readableClass = /^ipm\.note\.smime\.multipartsigned(?:\.|$)/i;
const opaqueClass = /^ipm\.note\.smime(?:\.|$)/i;

/**
 * Whether a message's own text is encrypted. By item class (S/MIME) and by the attachment that holds the real message:
 * `smime.p7m` alone, or `message.rpmsg`, also in its later versions, of Office 365 Message Encryption and rights management.
 */
export function protectionOf({ itemClass, attachments }: MailMessage): Protection | undefined {
  if (readableClass.test(itemClass)) return undefined;
  if (opaqueClass.test(itemClass) || isOpaque(attachments)) return 'smime';
  return attachments.some(isRightsManaged) ? 'rights-managed' : undefined;
}

/** Beside other attachments, an encrypted file is one that somebody sent on. */
function isOpaque([first, ...others]: readonly MailAttachment[]): boolean {
  if (first === undefined || others.length > 0 || first.kind !== 'file') return false;
  return first.name?.trim().toLowerCase() === 'smime.p7m' && !/^multipart\/signed/i.test(first.contentType ?? '');
}

function isRightsManaged({ kind, name, contentType }: MailAttachment): boolean {
  if (kind !== 'file') return false;
  return (
    /^message(?:_v\d{1,2})?\.rpmsg$/i.test(name?.trim() ?? '') ||
    /^application\/x-microsoft-rpmsg-message/i.test(contentType?.trim() ?? '')
  );
}
