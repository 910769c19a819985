import { mimeOf, readAttachmentId, type WorldAttachment } from '../../mail/index.ts';
import { renderAttachment } from '../render-attachment.ts';
import { renderNested } from '../render-item.ts';
import { readShape, type Shape } from '../shape.ts';
import { failure, ResponseError, success } from '../soap.ts';
import { child, children } from '../xml.ts';
import { notFound, type Operation, type OperationContext, requireItem } from './operation.ts';

export const getAttachment: Operation = async (context) => {
  const shape = readShape(child(context.request, 'AttachmentShape'));
  return Promise.all(
    children(child(context.request, 'AttachmentIds')).map(async (reference) => {
      const id = reference.getAttribute('Id') ?? '';
      try {
        return success('GetAttachment', `<m:Attachments>${await withContent(context, id, shape)}</m:Attachments>`);
      } catch (thrown) {
        if (thrown instanceof ResponseError) return failure('GetAttachment', thrown);
        throw thrown;
      }
    }),
  );
};

async function withContent(context: OperationContext, id: string, shape: Shape): Promise<string> {
  const demanded = context.itemError(id);
  if (demanded !== undefined) throw new ResponseError(demanded, 'A fault on demand.');
  const reference = readAttachmentId(id);
  if (reference === undefined) throw new ResponseError('ErrorInvalidAttachmentId', 'The attachment id is not valid.');
  const { itemId, path } = reference;
  const item = requireItem({ ...context, itemError: () => undefined }, itemId);
  const attachment = descend(item.content().attachments, path);
  if (attachment.kind === 'reference') return renderAttachment(attachment, id);
  if (attachment.kind === 'file') {
    const content = Buffer.from(await attachment.content()).toString('base64');
    return renderAttachment(attachment, id, `<t:Content>${content}</t:Content>`);
  }
  const { message } = attachment;
  const mime = shape.fields.has('item:MimeContent') ? Buffer.from(await mimeOf(message)).toString('base64') : undefined;
  return renderAttachment(attachment, id, renderNested({ message, mime, itemId, path }, shape));
}

/** Goes down through attached messages. @throws ResponseError */
function descend(attachments: readonly WorldAttachment[], [position = 0, ...rest]: readonly number[]): WorldAttachment {
  const attachment = attachments[position];
  if (attachment === undefined) throw notFound();
  if (rest.length === 0) return attachment;
  if (attachment.kind !== 'message') throw notFound();
  return descend(attachment.message.attachments, rest);
}
