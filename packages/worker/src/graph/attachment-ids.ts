import { ConnectorError } from '../errors.ts';
import type { MailAttachment } from '../sync/ports/index.ts';

/** Where an attachment is: Graph has no way to it but through its message. */
export interface AttachmentPlace {
  readonly kind: MailAttachment['kind'];
  readonly itemId: string;
  readonly attachmentId: string;
}

/** All of it in one id. Ids of Graph fit into a path and have no slash. */
export function toAttachmentId({ kind, itemId, attachmentId }: AttachmentPlace): string {
  return `${kind}/${itemId}/${attachmentId}`;
}

/** @throws ConnectorError when the id is not one of this source */
export function fromAttachmentId(id: string): AttachmentPlace {
  const [, kind, itemId, attachmentId] = /^(file|message|reference|unknown)\/([^/]+)\/([^/]+)$/.exec(id) ?? [];
  if (kind === undefined || itemId === undefined || attachmentId === undefined) {
    const message = 'the id of the attachment is not one of Microsoft Graph; its message has to be read again';
    throw new ConnectorError({ code: 'graph.foreign-attachment', kind: 'permanent', message });
  }
  return { kind: kind as AttachmentPlace['kind'], itemId, attachmentId };
}
