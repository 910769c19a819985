export type { AccessList, Principal } from './access-list.ts';
export { allowOnly } from './access-list.ts';
export type {
  DocumentAttribute,
  DocumentAttributeValue,
  DocumentContentType,
  IndexDocument,
} from './index-document.ts';
export type { MailAttachment, MailAttachmentContent, MailBody, MailMessage, MailParty } from './mail-message.ts';
