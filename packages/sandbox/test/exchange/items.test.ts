import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fileAttachment, sampleFiles, type WorldMessage } from '../../src/index.ts';
import {
  attributes,
  getAttachment,
  getItem,
  shape,
  startTestExchange,
  type TestExchange,
  texts,
} from '../support/exchange-client.ts';

let test: TestExchange;
beforeEach(async () => {
  test = await startTestExchange();
});
afterEach(() => test.exchange.close());

const inboxId = () => test.mailbox.primary.wellKnown('inbox')?.id ?? '';
const some = (count: number) =>
  test.mailbox.primary
    .folder(inboxId())
    ?.itemsBelow(undefined, count)
    .map(({ id }) => id) ?? [];
function deliver(change: Partial<WorldMessage>): string {
  const content = test.mailbox.primary.deliver(inboxId()).content();
  return test.mailbox.primary.deliver(inboxId(), () => ({ ...content, attachments: [], ...change })).id;
}

describe('a meeting request', () => {
  const meeting = {
    uid: '040000008200E00074C5B7101A82E008',
    start: new Date('2026-03-04T09:00:00Z'),
    end: new Date('2026-03-04T10:30:00Z'),
    location: 'Room 1 & 2',
    organizer: { name: 'Ben', address: 'ben@contoso.example' },
  };

  it('says when, where and by whom', async () => {
    const id = deliver({ itemClass: 'IPM.Schedule.Meeting.Request', meeting });
    const answer = await test.send(getItem([id], shape('AllProperties')));
    expect(texts(answer, 'Start')).toEqual(['2026-03-04T09:00:00Z']);
    expect(texts(answer, 'End')).toEqual(['2026-03-04T10:30:00Z']);
    expect(texts(answer, 'Location')).toEqual(['Room 1 &amp; 2']);
    expect(texts(answer, 'Organizer')[0]).toContain('ben@contoso.example');
    expect(texts(answer, 'UID')).toEqual([meeting.uid]);
  });

  it.each([
    ['Pos', 'Accept'],
    ['Neg', 'Decline'],
    ['Tent', 'Tentative'],
  ])('is answered by a response of class .%s, which is to %s', async (ending, type) => {
    const id = deliver({ itemClass: `IPM.Schedule.Meeting.Resp.${ending}`, meeting });
    const answer = await test.send(getItem([id], shape('AllProperties')));
    expect(texts(answer, 'ResponseType')).toEqual([type]);
    expect(answer.text).toContain('<t:MeetingResponse>');
  });
});

describe('fields on demand', () => {
  const fields = (names: readonly string[], middle = '') => shape('IdOnly', names, middle);

  it('come when they are asked for by name and not with all properties', async () => {
    const id = deliver({ body: { type: 'HTML', text: '<p>new</p><blockquote>old</blockquote>' } });
    const asked = await test.send(getItem([id], fields(['item:TextBody', 'item:UniqueBody', 'item:ConversationId'])));
    expect(texts(asked, 'TextBody')).toEqual(['newold']);
    expect(texts(asked, 'UniqueBody')).toEqual(['&lt;p&gt;new&lt;/p&gt;']);
    expect(attributes(asked, 'ConversationId')[0]).toMatch(/^[\w+/]{43}=$/);
    const { text } = await test.send(getItem([id], shape('AllProperties')));
    for (const name of ['TextBody', 'UniqueBody', 'MimeContent']) expect(text).not.toContain(`<t:${name}`);
  });

  it('show messages of one topic as one conversation', async () => {
    const [a, b, c] = ['x', 'x', 'y'].map((conversationTopic) => deliver({ conversationTopic }));
    const answer = await test.send(getItem([a ?? '', b ?? '', c ?? ''], fields(['item:ConversationId'])));
    const ids = attributes(answer, 'ConversationId');
    expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([true, false]);
  });

  it.each([
    ['IncludeMimeContent', shape('IdOnly', [], '<t:IncludeMimeContent>true</t:IncludeMimeContent>')],
    ['item:MimeContent', shape('IdOnly', ['item:MimeContent'])],
  ])('give the whole message for %s', async (_, itemShape) => {
    const [file] = await sampleFiles();
    if (file === undefined) throw new Error('there is no sample file');
    const id = deliver({ subject: 'Grüße', attachments: [fileAttachment(file, 'report.docx')] });
    const mime = Buffer.from(
      texts(await test.send(getItem([id], itemShape)), 'MimeContent')[0] ?? '',
      'base64',
    ).toString();
    expect(mime).toContain(`Subject: =?utf-8?B?${Buffer.from('Grüße').toString('base64')}?=`);
    expect(mime.replace(/\s/g, '')).toContain(Buffer.from(file.bytes).toString('base64'));
  });
});

describe('attachments', () => {
  const nest = (
    message: WorldMessage,
    subject: string,
    attachments: WorldMessage['attachments'],
  ): WorldMessage['attachments'] => [
    { kind: 'message', name: subject, size: 10, message: { ...message, subject, attachments } },
  ];

  it('of attached messages can be fetched, level by level', async () => {
    const [file] = await sampleFiles();
    if (file === undefined) throw new Error('there is no sample file');
    const content = test.mailbox.primary.deliver(inboxId()).content();
    const id = deliver({
      attachments: nest(content, 'outer', nest(content, 'inner', [fileAttachment(file, 'deep.docx')])),
    });
    const level = async (body: string) => {
      const answer = await test.send(body);
      expect(answer.codes).toEqual(['NoError']);
      return answer;
    };
    const outer = attributes(await level(getItem([id], shape('IdOnly', ['item:Attachments']))), 'AttachmentId');
    const inner = attributes(await level(getAttachment(outer[0] ?? '')), 'AttachmentId');
    const deep = attributes(await level(getAttachment(inner[1] ?? '')), 'AttachmentId');
    const answer = await level(getAttachment(deep[1] ?? ''));
    expect(texts(answer, 'Name')).toEqual(['deep.docx']);
    expect(texts(answer, 'Content')).toEqual([Buffer.from(file.bytes).toString('base64')]);
  });

  it.each([
    ['nonsense', 'ErrorInvalidAttachmentId'],
    [Buffer.from('["x"]').toString('base64'), 'ErrorInvalidAttachmentId'],
    [Buffer.from('["x",-1]').toString('base64'), 'ErrorInvalidAttachmentId'],
    [Buffer.from('["x",0]').toString('base64'), 'ErrorInvalidIdMalformed'],
  ])('with the id %s are refused', async (id, code) => {
    expect((await test.send(getAttachment(id))).codes).toEqual([code]);
  });

  it('that are not there are not found, nor is anything below a file', async () => {
    const [file] = await sampleFiles();
    if (file === undefined) throw new Error('there is no sample file');
    const id = deliver({ attachments: [fileAttachment(file, 'a.docx')] });
    const encoded = (...path: readonly number[]) => Buffer.from(JSON.stringify([id, ...path])).toString('base64');
    const { codes } = await test.send(getAttachment(encoded(0), encoded(1), encoded(0, 0)));
    expect(codes).toEqual(['NoError', 'ErrorItemNotFound', 'ErrorItemNotFound']);
  });
});

describe('several ids in one request', () => {
  it('get a response each, in order, ids of occurrences too', async () => {
    const [id = ''] = some(1);
    const ids = [
      id,
      'short',
      `<t:OccurrenceItemId RecurringMasterId="${id}" InstanceIndex="1"/>`,
      `<t:RecurringMasterItemId OccurrenceId="${id}"/>`,
      'A'.repeat(88),
    ];
    expect((await test.send(getItem(ids))).codes).toEqual([
      'NoError',
      'ErrorInvalidIdMalformed',
      'ErrorCalendarCannotUseIdForOccurrenceId',
      'ErrorCalendarCannotUseIdForRecurringMasterId',
      'ErrorItemNotFound',
    ]);
  });

  it('all fail when the server answers each with an error', async () => {
    test.exchange.faults.add({
      operation: 'GetItem',
      times: 1,
      effect: { kind: 'response-error', code: 'ErrorServerBusy', backOffMs: 100 },
    });
    const { codes, text } = await test.send(getItem(some(3)));
    expect(codes).toEqual(['ErrorServerBusy', 'ErrorServerBusy', 'ErrorServerBusy']);
    expect(text.match(/<m:Items\/>/g)).toHaveLength(3);
  });

  it('that a stopped batch did not get to are answered in the words of their operation', async () => {
    test.exchange.faults.add({ times: 1, effect: { kind: 'batch-stopped', after: 1 } });
    const { codes, text } = await test.send(getAttachment('x', 'y'));
    expect(codes).toEqual(['ErrorInvalidAttachmentId', 'ErrorBatchProcessingStopped']);
    expect(text).toContain('<m:Attachments/></m:GetAttachmentResponseMessage>');
    expect(text).not.toContain('m:Items');
  });
});
