import { mimeOf, readAttachmentId, type WorldAttachment } from '../../mail/index.ts';
import { badRequest, GraphError, itemNotFound, noProperty } from '../errors.ts';
import { type Expansion, readExpansions } from '../expand.ts';
import { exchangeId, messageId, restId } from '../ids.ts';
import { readQuery } from '../query.ts';
import { renderAttachment, selectedAttachmentProperties } from '../render-attachment.ts';
import { renderNestedMessage } from '../render-message.ts';
import { messageOf } from './messages.ts';
import { json, type Operation, type OperationContext, requireContentAccess } from './operation.ts';

/** `GET /messages/{id}/attachments`: all of them on one page. */
export const listAttachments: Operation = async (context) => {
  const query = readQuery(context.search, ['$select', '$top']);
  requireContentAccess(context);
  const item = messageOf(context);
  const selected = selectedAttachmentProperties(query['$select']);
  const itemId = messageId(item, context.preferences);
  const all = item
    .content()
    .attachments.map((attachment, position) =>
      renderAttachment(attachment, { place: { itemId, path: [position] }, selected }),
    );
  return json(context, 'attachments', { value: await Promise.all(all) });
};

/** `GET /messages/{id}/attachments/{id}`, an attached message with its content where that is expanded. */
export const getAttachment: Operation = async (context) => {
  const query = readQuery(context.search, ['$select', '$expand']);
  requireContentAccess(context);
  const [expansion] = readExpansions(query['$expand']);
  if (expansion !== undefined && expansion.name.toLowerCase() !== 'microsoft.graph.itemattachment/item') {
    throw noProperty(expansion.name, 'attachment');
  }
  const { attachment, place } = attachmentOf(context);
  const selected = selectedAttachmentProperties(query['$select']);
  const shown = await renderAttachment(attachment, { place, selected });
  if (expansion === undefined || attachment.kind !== 'message') return json(context, 'attachments/$entity', shown);
  const item = renderNestedMessage(attachment.message, context.preferences);
  const nested = await nestedAttachments(attachment.message.attachments, { place, expansion });
  return json(context, 'attachments/$entity', { ...shown, item: { ...item, ...nested } });
};

/** `GET /messages/{id}/attachments/{id}/$value`: a file as it is, a message in MIME. */
export const getAttachmentValue: Operation = async (context) => {
  readQuery(context.search, []);
  requireContentAccess(context);
  const { attachment } = attachmentOf(context);
  if (attachment.kind === 'reference') {
    throw new GraphError(405, 'ErrorInvalidOperation', 'The content of a reference attachment cannot be read.');
  }
  if (attachment.kind === 'message') {
    return { kind: 'bytes', body: Buffer.from(await mimeOf(attachment.message)), contentType: 'text/plain' };
  }
  const contentType = attachment.contentType ?? 'application/octet-stream';
  return { kind: 'bytes', body: Buffer.from(await attachment.content()), contentType };
};

/** The attachment that a path names: of the message, or of a message on it, whose id says so. */
function attachmentOf(context: OperationContext) {
  const item = messageOf(context);
  const reference = readAttachmentId(exchangeId(context.params['attachment'] ?? ''));
  if (reference === undefined) throw badRequest('Id is malformed.', 'ErrorInvalidIdMalformed');
  const own = [restId(item.id), restId(item.immutableId)].includes(reference.itemId);
  if (!own) throw itemNotFound();
  return { attachment: descend(item.content().attachments, reference.path), place: reference };
}

/** Goes down through attached messages. @throws GraphError */
function descend(attachments: readonly WorldAttachment[], [position = 0, ...rest]: readonly number[]): WorldAttachment {
  const attachment = attachments[position];
  if (attachment === undefined) throw itemNotFound();
  if (rest.length === 0) return attachment;
  if (attachment.kind !== 'message') throw itemNotFound();
  return descend(attachment.message.attachments, rest);
}

/** The attachments of an attached message, where they are expanded. */
async function nestedAttachments(
  attachments: readonly WorldAttachment[],
  { place, expansion }: { place: { itemId: string; path: readonly number[] }; expansion: Expansion },
) {
  const [inner] = readExpansions(expansion.options['$expand']);
  if (inner === undefined) return {};
  if (inner.name.toLowerCase() !== 'microsoft.graph.message/attachments') throw noProperty(inner.name, 'outlookItem');
  const selected = selectedAttachmentProperties(undefined);
  const all = attachments.map((attachment, position) =>
    renderAttachment(attachment, { place: { ...place, path: [...place.path, position] }, selected }),
  );
  return { attachments: await Promise.all(all) };
}
