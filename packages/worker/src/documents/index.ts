export type { AccessList, Principal } from './access-list.ts';
export { allowOnly, ownerAccess } from './access-list.ts';
export type { AttachmentContext, BuiltAttachment } from './attachment-document.ts';
export { buildAttachmentDocument } from './attachment-document.ts';
export type { AttachmentPlan, SkipReason } from './attachment-plan.ts';
export { planAttachments } from './attachment-plan.ts';
export type { Carrier, CustomField } from './attribute-fields.ts';
export { customFields, fieldsOf } from './attribute-fields.ts';
export type { ContactAddress, ContactFacts, ContactPhone } from './contact-facts.ts';
export { contentDigestOf, isComparable } from './content-digest.ts';
export type { EventFacts, EventRecurrence, Weekday } from './event-facts.ts';
export type { MessageContext } from './fingerprint.ts';
export { fingerprintOf, rendererVersion, renderingOf } from './fingerprint.ts';
export type { MailboxIdentity } from './identity.ts';
export { attachmentDocumentId, documentIdOf, messageDocumentIdOf, variantDocumentId } from './identity.ts';
export type {
  DocumentAttribute,
  DocumentAttributeValue,
  DocumentContentType,
  IndexDocument,
} from './index-document.ts';
export type {
  MailAttachment,
  MailAttachmentContent,
  MailBody,
  MailMessage,
  MailParty,
  MeetingFacts,
} from './mail-message.ts';
export type { BuiltDocument } from './message-document.ts';
export { buildMessageDocument } from './message-document.ts';
export type { Protection } from './protection.ts';
export { protectionOf } from './protection.ts';
export type { QuotedHistory } from './quoted-history.ts';
