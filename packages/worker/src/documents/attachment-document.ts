import type { SkipReason } from './attachment-plan.ts';
import { detectType, expectedType, isText } from './attachment-types.ts';
import { attributesOf } from './attributes.ts';
import { calendarText } from './calendar-text.ts';
import type { MessageContext } from './fingerprint.ts';
import { cleanHtml } from './html-cleaner.ts';
import { attachmentDocumentId } from './identity.ts';
import type { DocumentContentType, IndexDocument } from './index-document.ts';
import { extractedTextBytes } from './limits.ts';
import type { MailAttachment, MailAttachmentContent, MailMessage } from './mail-message.ts';
import { renderMessage, titleOf } from './message-document.ts';
import { cleanText, cutBytes } from './text.ts';
import { decodeText } from './text-content.ts';

/** Everything that an attachment's document is built from. */
export interface AttachmentContext extends MessageContext {
  /** Id of the message's document. */
  readonly parentId: string;
  readonly attachment: MailAttachment;
  /** Position among the attachments of the same name. */
  readonly ordinal: number;
  readonly content: MailAttachmentContent;
  /** Bytes of the largest content that the index takes. */
  readonly contentBytes: number;
}

interface Rendered {
  readonly contentType: DocumentContentType;
  readonly content: Uint8Array;
}

/** An attachment's document, with why each attachment of an attached message has none. */
export interface BuiltAttachment {
  readonly document: IndexDocument;
  readonly skippedInside: readonly SkipReason[];
}

/** The document of an attachment, or why it cannot have one: its content decides, not its name alone. */
export async function buildAttachmentDocument(
  context: AttachmentContext,
): Promise<BuiltAttachment | { readonly skipped: SkipReason }> {
  const rendered = await renderContent(context);
  if (typeof rendered === 'string') return { skipped: rendered };
  const { attachment, content, message, folderPath, mailbox, fields, access, parentId, ordinal, version } = context;
  const title = titleOf(
    attachment.name ?? (content.kind === 'message' ? content.message.subject : undefined),
    `(unnamed attachment of ${titleOf(message.subject, 'a message without subject')})`.slice(0, 1024),
  );
  const bytes = content.kind === 'file' ? content.bytes.byteLength : rendered.content.byteLength;
  const facts = { parentId, title, fileType: rendered.contentType, bytes };
  const document: IndexDocument = {
    id: attachmentDocumentId(parentId, attachment, ordinal),
    title,
    contentType: rendered.contentType,
    content: rendered.content,
    attributes: attributesOf({ message, folderPath, owner: mailbox.address, version, attachment: facts }, fields),
    access,
  };
  return { document, skippedInside: skippedInside(content) };
}

async function renderContent(context: AttachmentContext): Promise<Rendered | SkipReason> {
  const { attachment, content, folderPath, contentBytes } = context;
  if (content.kind === 'message') return renderNested(content.message, folderPath);
  if (content.bytes.byteLength === 0) return 'empty';
  if (content.bytes.byteLength > contentBytes) return 'too-large';
  const promised = expectedType(attachment.name, attachment.contentType);
  const format = await detectType(content.bytes, promised);
  const refused = promised === undefined ? 'unsupported-type' : 'not-what-its-name-says';
  if (format === undefined) return refused;
  if (format === 'protected') return format;
  if (format !== 'CALENDAR' && !isText(format)) return { contentType: format, content: content.bytes };
  const text = decodeText(content.bytes, attachment.contentType);
  if (text === undefined) return refused;
  if (format === 'CALENDAR')
    return { contentType: 'PLAIN_TEXT', content: encodeText('PLAIN_TEXT', calendarText(text)) };
  return { contentType: format, content: encodeText(format, text) };
}

/** Sources fetch an attached message as one: what hangs on it cannot be asked for by itself. Its names are in the text. */
function skippedInside(content: MailAttachmentContent): readonly SkipReason[] {
  return content.kind === 'message' ? content.message.attachments.map(() => 'inside-attached-message') : [];
}

/** A message attached to a message is rendered like any message, with the names of what it holds itself. */
function renderNested(message: MailMessage, folderPath: string): Rendered {
  const names = message.attachments.flatMap(({ name }) => name ?? []).join(', ');
  // What an attached message repeats is in the index for its sake alone, so it stays.
  return renderMessage(message, {
    folderPath,
    quotedHistory: 'keep',
    more: names === '' ? [] : [['Attachments', names]],
  });
}

const htmlFrame = ['<html><head><meta charset="utf-8"></head><body>', '</body></html>'] as const;

/** UTF-8 whatever the file was in. HTML is cleaned like a body, and has to stand in an html element (user guide: doc-types). */
function encodeText(contentType: DocumentContentType, text: string): Uint8Array {
  if (contentType !== 'HTML') return new TextEncoder().encode(cutBytes(cleanText(text), extractedTextBytes));
  const [before, after] = htmlFrame;
  const { html } = cleanHtml(text, extractedTextBytes - before.length - after.length);
  return new TextEncoder().encode(`${before}${html}${after}`);
}
