import { createWorld, type WorldMessage } from '@connector/sandbox';
import type { MailMessage } from '../../packages/worker/src/documents/index.ts';

/** Bodies that differ; so many are enough for no cache to help, and few enough to be made at once. */
const bodies = 50;

/** Messages as a source would deliver them, without attachments; ids are their positions. */
export async function engineMessages(count: number, bodyBytes: number): Promise<readonly MailMessage[]> {
  const world = await createWorld({ seed: 1, bodyBytes, attachmentShare: 0 });
  const { primary } = world.addMailbox('person0@contoso.example', { generated: bodies });
  const inbox = primary.wellKnown('inbox');
  const contents = (inbox?.itemsBelow(undefined, bodies) ?? []).map((item) => item.content());
  return Array.from({ length: count }, (_, position) => messageOf(contents[position % bodies], position));
}

function messageOf(content: WorldMessage | undefined, position: number): MailMessage {
  if (content === undefined) throw new RangeError('the generated mailbox is empty');
  const { from, subject, receivedAt, sentAt, body, to, cc, internetMessageId, conversationTopic } = content;
  const party = ({ name, address }: { name: string | undefined; address: string | undefined }) => ({
    ...(name === undefined ? {} : { name }),
    ...(address === undefined ? {} : { address }),
  });
  return {
    itemId: String(position),
    changeKey: '1',
    searchKey: position.toString(16).padStart(32, '0'),
    itemClass: 'IPM.Note',
    ...(internetMessageId === undefined ? {} : { internetMessageId }),
    ...(subject === undefined ? {} : { subject }),
    ...(from === undefined ? {} : { from: party(from) }),
    to: to.map(party),
    cc: cc.map(party),
    bcc: [],
    replyTo: [],
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(receivedAt === undefined ? {} : { receivedAt }),
    ...(conversationTopic === undefined ? {} : { conversationTopic }),
    categories: [],
    body: { format: body.type === 'HTML' ? 'html' : 'text', content: body.text },
    attachments: [],
    webLink: `https://outlook.office.com/owa/?ItemID=${position}`,
  };
}
