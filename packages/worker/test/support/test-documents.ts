import { buildMessageDocument, type IndexDocument, type MailMessage, ownerAccess } from '../../src/documents/index.ts';

/** A message with nothing but what a test gives. */
export function testMessage(extra: Partial<MailMessage> = {}): MailMessage {
  return {
    itemId: 'item-1',
    itemClass: 'IPM.Note',
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    categories: [],
    attachments: [],
    ...extra,
  };
}

/** A document as the worker would build it. */
export function testDocument(id: string, bytes = 20): IndexDocument {
  const mailbox = { address: 'ann@example.com', store: 'primary' } as const;
  const message = testMessage({
    subject: `subject of ${id}`,
    webLink: 'https://outlook.example/',
    body: { format: 'text', content: 'x '.repeat(bytes / 2) },
  });
  const about = {
    mailbox,
    message,
    folderPath: 'Inbox',
    access: ownerAccess(mailbox.address),
    fields: new Set<string>(),
    quotedHistory: 'keep' as const,
  };
  return { ...buildMessageDocument(about).document, id };
}
