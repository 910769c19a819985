import { type Attachment, FileAttachment, ItemAttachment } from 'ews-javascript-api';
import { ConnectorError, toFailure } from '../errors.ts';
import type { MailAttachmentContent } from '../sync/ports/index.ts';
import type { EwsClient } from './ews-client.ts';
import { given } from './given.ts';
import type { MessageSource } from './item-source.ts';
import { isUnreadable, kindOfItemCode } from './response-codes.ts';
import { toMailMessage } from './to-mail-message.ts';

/** One attachment's content. One at a time: each may be as large as an answer may be. */
export async function getAttachment(
  client: EwsClient,
  attachmentId: string,
  signal: AbortSignal,
): Promise<MailAttachmentContent> {
  const { value, messages } = await ask(client, attachmentId, signal);
  const [answered] = messages;
  if (answered === undefined || answered.isError) {
    const code = answered?.code ?? 'ErrorInternalServerError';
    const message = `Exchange answered ${code} for this attachment`;
    throw new ConnectorError({ code, kind: kindOfItemCode(code), message });
  }
  return contentOf(value.Responses[0]?.Attachment, attachmentId);
}

async function ask(client: EwsClient, attachmentId: string, signal: AbortSignal) {
  try {
    return await client.call({
      operation: 'GetAttachment',
      expected: 1,
      batch: true,
      signal,
      // No body type and no properties: the types want them, the service does not.
      run: (service) => service.GetAttachments([attachmentId], null as never, []),
    });
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (!isUnreadable(failure)) throw thrown;
    throw new ConnectorError({ ...failure, kind: 'permanent' }, { cause: thrown });
  }
}

function contentOf(attachment: Attachment | undefined, attachmentId: string): MailAttachmentContent {
  if (attachment instanceof ItemAttachment) {
    const item = given(() => attachment.Item as MessageSource);
    if (item !== undefined) return { kind: 'message', message: toMailMessage(item, { itemId: attachmentId }) };
    const message = 'the attached item is of a kind that is not known here; it can be read in its message alone';
    throw new ConnectorError({ code: 'ews.unknown-attached-item', kind: 'permanent', message });
  }
  if (attachment instanceof FileAttachment) {
    return { kind: 'file', bytes: Buffer.from(given(() => attachment.Base64Content) ?? '', 'base64') };
  }
  throw new ConnectorError({
    code: 'ews.no-content',
    kind: 'permanent',
    message: 'Exchange sent no content for this attachment',
  });
}
