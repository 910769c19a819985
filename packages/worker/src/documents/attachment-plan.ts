import { expectedType, saysNothing } from './attachment-types.ts';
import type { MailAttachment, MailMessage } from './mail-message.ts';
import { protectionOf } from './protection.ts';

/** Why an attachment has no document of its own. */
export type SkipReason =
  | 'unsupported-type'
  | 'inline-image'
  | 'cloud-link'
  | 'too-large'
  | 'empty'
  | 'unknown-kind'
  | 'not-what-its-name-says'
  | 'inside-attached-message'
  | 'protected';

/** What to do about one attachment. */
export type AttachmentPlan =
  | {
      readonly action: 'fetch';
      readonly attachment: MailAttachment;
      /** Position among the attachments of the same name. */
      readonly ordinal: number;
    }
  | { readonly action: 'skip'; readonly attachment: MailAttachment; readonly reason: SkipReason };

/**
 * What to do about each attachment of a message, from what the message says of them: nothing is fetched in vain. Those of
 * a protected message are its encrypted form.
 * @param contentBytes bytes of the largest content that the index takes
 */
export function planAttachments(message: MailMessage, contentBytes: number): readonly AttachmentPlan[] {
  if (protectionOf(message) !== undefined) return message.attachments.map(leftOut);
  const seen = new Map<string, number>();
  return message.attachments.map((attachment) => {
    const name = `${attachment.kind}/${attachment.name ?? ''}`;
    const ordinal = seen.get(name) ?? 0;
    seen.set(name, ordinal + 1);
    const reason = skipReason(attachment, contentBytes);
    return reason === undefined ? { action: 'fetch', attachment, ordinal } : { action: 'skip', attachment, reason };
  });
}

function leftOut(attachment: MailAttachment): AttachmentPlan {
  return { action: 'skip', attachment, reason: 'protected' };
}

function skipReason(attachment: MailAttachment, contentBytes: number): SkipReason | undefined {
  const { kind, name, contentType, size, isInline } = attachment;
  if (kind === 'reference') return 'cloud-link';
  if (kind === 'unknown') return 'unknown-kind';
  // Sources estimate sizes, and count a message's own overhead: a nested message is judged by what is made of it.
  if (kind === 'message') return undefined;
  if (isInline && (contentType ?? '').toLowerCase().startsWith('image/')) return 'inline-image';
  if (expectedType(name, contentType) === undefined && !saysNothing(name, contentType)) return 'unsupported-type';
  return (size ?? 0) > contentBytes ? 'too-large' : undefined;
}
