import { ConnectorError, toFailure } from '../errors.ts';
import type { MailAttachmentContent, MailMessage } from '../sync/ports/index.ts';
import type { EwsClient } from './ews-client.ts';
import { type LiftedContent, liftContent } from './lifted-content.ts';
import { child, type XmlElement } from './read-xml.ts';
import { isUnreadable, kindOfItemCode } from './response-codes.ts';
import type { ResponseMessage } from './response-message.ts';
import { toMailMessage } from './to-mail-message.ts';

/** One attachment's content. One at a time: each may be as large as an answer may be. */
export async function getAttachment(
  client: EwsClient,
  attachmentId: string,
  signal: AbortSignal,
): Promise<MailAttachmentContent> {
  let content = liftContent();
  const answer = () => {
    content = liftContent();
    return content;
  };
  const [answered] = await ask(client, { attachmentId, answer, signal });
  if (answered === undefined || answered.isError) {
    const code = answered?.code ?? 'ErrorInternalServerError';
    const message = `Exchange answered ${code} for this attachment`;
    throw new ConnectorError({ code, kind: kindOfItemCode(code), message });
  }
  const attachment = child(answered.element, 'Attachments')?.children[0];
  return attachment?.name === 'FileAttachment'
    ? { kind: 'file', bytes: content.bytes() }
    : { kind: 'message', message: attachedItem(attachment, attachmentId) };
}

interface Asked {
  readonly attachmentId: string;
  readonly answer: () => LiftedContent;
  readonly signal: AbortSignal;
}

async function ask(client: EwsClient, { attachmentId, answer, signal }: Asked): Promise<readonly ResponseMessage[]> {
  try {
    return await client.call({
      operation: 'GetAttachment',
      expected: 1,
      batch: true,
      answer,
      signal,
      // No body type and no properties: the types want them, the service does not.
      request: (service) => service.GetAttachments([attachmentId], null as never, []),
    });
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (!isUnreadable(failure)) throw thrown;
    throw new ConnectorError({ ...failure, kind: 'permanent' }, { cause: thrown });
  }
}

/** Elements of items, as they stand in an attachment beside what describes it. */
const items: ReadonlySet<string> = new Set([
  'Item',
  'Message',
  'CalendarItem',
  'Contact',
  'DistributionList',
  'MeetingMessage',
  'MeetingRequest',
  'MeetingResponse',
  'MeetingCancellation',
  'Task',
  'PostItem',
]);

function attachedItem(attachment: XmlElement | undefined, attachmentId: string): MailMessage {
  if (attachment?.name !== 'ItemAttachment') {
    const message = 'Exchange sent no content for this attachment';
    throw new ConnectorError({ code: 'ews.no-content', kind: 'permanent', message });
  }
  const item = attachment.children.find(({ name }) => items.has(name));
  if (item !== undefined) return toMailMessage(item, { itemId: attachmentId });
  const message = 'the attached item is of a kind that is not known here; it can be read in its message alone';
  throw new ConnectorError({ code: 'ews.unknown-attached-item', kind: 'permanent', message });
}
