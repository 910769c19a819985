import type { ItemAttachment } from '@microsoft/microsoft-graph-types';
import { ConnectorError, toFailure } from '../errors.ts';
import type { MailAttachmentContent } from '../sync/ports/index.ts';
import { fromAttachmentId } from './attachment-ids.ts';
import type { GraphClient } from './graph-client.ts';
import { itemPath } from './item-kinds.ts';
import { isUnreadable } from './json.ts';
import { messagePreference } from './message-query.ts';
import { type GraphMessage, toMailMessage } from './to-mail-message.ts';

/** The attachment that is wanted. */
interface AttachmentRequest {
  readonly id: string;
  /** Bytes, as Graph tells them of it in its message. */
  readonly size: number | undefined;
  readonly signal: AbortSignal;
}

/** One attachment's content. One at a time: each may be as large as an answer may be. */
export async function fetchAttachment(
  client: GraphClient,
  { id, size, signal }: AttachmentRequest,
): Promise<MailAttachmentContent> {
  const { kind, itemId, attachmentId } = fromAttachmentId(id);
  const item = itemPath(client.mailboxPath, itemId);
  const path = `${item}/attachments/${encodeURIComponent(attachmentId)}`;
  try {
    if (kind === 'message') return await attachedMessage(client, { path, id, signal });
    // A link to a file in the cloud has no content, and Graph answers 405.
    if (kind !== 'file') throw noContent();
    const call = { operation: 'FetchAttachment', path: `${path}/$value`, signal };
    const bytes = await client.bytes(call, (content) => holdTo(size, content));
    if (!isShort(size, bytes)) return { kind: 'file', bytes };
    // A small file that has more beside it than in it, or one that was cut: what is cut once is whole the next time.
    const again = await client.bytes(call, (content) => holdTo(size, content));
    return { kind: 'file', bytes: again.byteLength > bytes.byteLength ? again : bytes };
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (!isUnreadable(failure)) throw thrown;
    throw new ConnectorError({ ...failure, kind: 'permanent' }, { cause: thrown });
  }
}

/** As a message, and not as the MIME that `$value` would give: then it is read like any other. */
async function attachedMessage(
  client: GraphClient,
  { path, id, signal }: { path: string; id: string; signal: AbortSignal },
): Promise<MailAttachmentContent> {
  const { item } = await client.json<ItemAttachment>({
    operation: 'FetchAttachment',
    path: `${path}?$expand=microsoft.graph.itemAttachment/item($expand=microsoft.graph.message/attachments)`,
    prefer: () => messagePreference,
    signal,
  });
  const type = (item as { '@odata.type'?: string } | null | undefined)?.['@odata.type'];
  if (item != null && /^#microsoft\.graph\.(?:message|eventMessage\w*)$/.test(type ?? '')) {
    return { kind: 'message', message: toMailMessage(item as GraphMessage, id) };
  }
  const message = 'the attached item is of a kind that is not known here; it can be read in its message alone';
  throw new ConnectorError({ code: 'graph.unknown-attached-item', kind: 'permanent', message });
}

/**
 * Bytes by which a whole file may be shorter than Graph tells: the size has what Exchange keeps of the attachment beside its content
 * (237 bytes were seen, microsoft-graph-docs#9796).
 */
const sizeBesideContent = 64 * 1024;
/** Part of the size that a whole file has at the least: what counts its content in base64 tells four bytes of three. */
const leastPart = 2 / 3;

function isShort(size: number | undefined, { byteLength }: Uint8Array): boolean {
  return size !== undefined && byteLength < size * leastPart;
}

/** Nothing in the answer says where a file ends. @throws ConnectorError for one that is much shorter than it is said to be */
function holdTo(size: number | undefined, content: Uint8Array): void {
  const { byteLength } = content;
  if (size === undefined || !isShort(size, content) || size - byteLength <= sizeBesideContent) return;
  const message = `Microsoft Graph sent ${byteLength} bytes of an attachment of ${size}, and no more`;
  throw new ConnectorError({ code: 'graph.attachment-cut-short', kind: 'transient', message });
}

function noContent(): ConnectorError {
  const message = 'Microsoft Graph has no content for this attachment';
  return new ConnectorError({ code: 'graph.no-content', kind: 'permanent', message });
}
