import { attachmentId, isInline, type WorldAttachment } from '../mail/index.ts';
import { escapeXml, typed } from './xml.ts';

const elements = { file: 'FileAttachment', message: 'ItemAttachment', reference: 'ReferenceAttachment' } as const;

/** Where the message that holds attachments stands: an item, and the way down from it. */
export interface AttachmentPlace {
  readonly itemId: string;
  readonly path: readonly number[];
}

/** The metadata of a message's attachments; nothing when it has none. */
export function renderAttachments(attachments: readonly WorldAttachment[], { itemId, path }: AttachmentPlace): string {
  if (attachments.length === 0) return '';
  const all = attachments.map((attachment, position) =>
    renderAttachment(attachment, attachmentId(itemId, [...path, position])),
  );
  return `<t:Attachments>${all.join('')}</t:Attachments>`;
}

/** An attachment's metadata; `content` is what GetAttachment adds. */
export function renderAttachment(attachment: WorldAttachment, id: string, content = ''): string {
  const element = elements[attachment.kind];
  const parts = [
    `<t:AttachmentId Id="${escapeXml(id)}"/>`,
    typed('Name', attachment.name),
    typed('ContentType', attachment.kind === 'file' ? attachment.contentType : undefined),
    typed('ContentId', attachment.kind === 'file' ? attachment.contentId : undefined),
    typed('Size', String(attachment.size)),
    typed('LastModifiedTime', '2026-01-01T00:00:00Z'),
    typed('IsInline', String(isInline(attachment))),
    attachment.kind === 'reference' ? typed('AttachLongPathName', attachment.url) : '',
    content,
  ];
  return `<t:${element}>${parts.join('')}</t:${element}>`;
}
