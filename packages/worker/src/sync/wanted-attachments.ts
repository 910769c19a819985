import { type AttachmentPlan, planAttachments } from '../documents/index.ts';
import type { StoreContext } from './context.ts';
import type { MailMessage } from './ports/index.ts';

/** An attachment that gets a document of its own, or why it does not. */
export type WantedAttachment =
  | Extract<AttachmentPlan, { readonly action: 'fetch' }>
  | { readonly action: 'skip'; readonly reason: string };

/** What to do about each attachment of a message: what the index can take, and of that what settings want. */
export function wantedAttachments({ scope, index }: StoreContext, message: MailMessage): readonly WantedAttachment[] {
  return planAttachments(message, index.contentBytes).map((plan) => {
    if (plan.action === 'skip') return plan;
    const reason = scope.refusesAttachment(plan.attachment);
    return reason === undefined ? plan : { action: 'skip', reason };
  });
}
