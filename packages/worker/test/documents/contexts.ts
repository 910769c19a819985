import {
  type AttachmentContext,
  buildAttachmentDocument,
  buildMessageDocument,
  customFields,
  type IndexDocument,
  type MailAttachment,
  type MailAttachmentContent,
  type MailMessage,
  type MessageContext,
  ownerAccess,
  type SkipReason,
} from '../../src/documents/index.ts';
import { testMessage } from '../support/test-documents.ts';

export const owner = 'ann@contoso.example';
/** Bytes of the largest content that the index takes. */
export const contentBytes = 7_000_000;
/** An index that has every field. */
export const allFields: ReadonlySet<string> = new Set(customFields.map(({ name }) => name));

export function contextOf(message: Partial<MailMessage>, other: Partial<MessageContext> = {}): MessageContext {
  return {
    mailbox: { address: owner, store: 'primary' },
    message: testMessage(message),
    folderPath: 'Inbox',
    access: ownerAccess(owner),
    fields: allFields,
    quotedHistory: 'keep',
    ...other,
  };
}

export function documentOf(message: Partial<MailMessage>, other: Partial<MessageContext> = {}): IndexDocument {
  return buildMessageDocument(contextOf(message, other)).document;
}

export function textOf({ content }: { content: Uint8Array }): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(content);
}

/** Attribute values by name. */
export function valuesOf({ attributes }: IndexDocument): Readonly<Record<string, unknown>> {
  return Object.fromEntries(attributes.map(({ name, value }) => [name, value.value]));
}

export function attachment(other: Partial<MailAttachment> = {}): MailAttachment {
  return { id: 'att-1', kind: 'file', isInline: false, ...other };
}

export function fileContent(content: string | Uint8Array): MailAttachmentContent {
  return { kind: 'file', bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content };
}

export async function build(
  described: Partial<MailAttachment>,
  content: MailAttachmentContent,
  other: Partial<AttachmentContext> = {},
): Promise<{ readonly document: IndexDocument; readonly skippedInside: readonly SkipReason[] }> {
  const built = await tryBuild(described, content, other);
  if ('skipped' in built) throw new Error(`skipped: ${built.skipped}`);
  return built;
}

export function tryBuild(
  described: Partial<MailAttachment>,
  content: MailAttachmentContent,
  other: Partial<AttachmentContext> = {},
): ReturnType<typeof buildAttachmentDocument> {
  return buildAttachmentDocument({
    ...contextOf({ subject: 'Report' }),
    parentId: 'm-1',
    attachment: attachment(described),
    ordinal: 0,
    content,
    contentBytes,
    ...other,
  });
}
