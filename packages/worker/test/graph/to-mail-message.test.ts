import { describe, expect, it } from '@jest/globals';
import { fromAttachmentId } from '../../src/graph/attachment-ids.ts';
import { toExchangeId, toRestId } from '../../src/graph/exchange-ids.ts';
import { type GraphMessage, isPlainText, toMailMessage } from '../../src/graph/to-mail-message.ts';

const of = (source: GraphMessage) => toMailMessage(source, 'item-1');
const properties = (...all: [id: string, value: string][]) => ({
  singleValueExtendedProperties: all.map(([id, value]) => ({ id, value })),
});

describe('a message of Microsoft Graph', () => {
  it('with nothing in it has nothing but what every message has', () => {
    const nothing = { itemId: 'item-1', itemClass: 'IPM.Note', to: [], cc: [], bcc: [], replyTo: [] };
    expect(of({})).toEqual({ ...nothing, categories: [], attachments: [] });
    expect(
      of({ subject: ' ', from: { emailAddress: {} }, sentDateTime: '0001-01-01T00:00:00Z', body: { content: '' } }),
    ).toEqual({ ...nothing, categories: [], attachments: [] });
  });

  it('has class, sensitivity, thread and search key in properties, whose ids Graph writes in its own way', () => {
    expect(
      of(
        properties(
          ['Binary 0x300b', 'AQID/w=='],
          ['String 0x1a', 'IPM.Note.SMIME'],
          ['Integer 0x36', '3'],
          ['String 0x0070', 'topic'],
        ),
      ),
    ).toMatchObject({
      searchKey: '010203ff',
      itemClass: 'IPM.Note.SMIME',
      sensitivity: 'confidential',
      conversationTopic: 'topic',
    });
  });

  it('has dates, people, marks and a body as they are', () => {
    expect(
      of({
        createdDateTime: '2026-01-02T03:04:05Z',
        lastModifiedDateTime: 'nonsense',
        from: { emailAddress: { name: 'Ann', address: 'ann@contoso.example' } },
        toRecipients: [{ emailAddress: { address: '/o=x/cn=y' } }, {}],
        importance: 'high',
        flag: { flagStatus: 'complete' },
        isRead: false,
        body: { contentType: 'text', content: 'x\u0001\ud800' },
      }),
    ).toMatchObject({
      createdAt: new Date('2026-01-02T03:04:05Z'),
      from: { name: 'Ann', address: 'ann@contoso.example' },
      to: [{ address: '/o=x/cn=y' }],
      importance: 'high',
      flagStatus: 'complete',
      isRead: false,
      body: { format: 'text', content: 'x\ufffd' },
    });
    expect(of({ lastModifiedDateTime: 'nonsense' })).not.toHaveProperty('modifiedAt');
  });

  it('about a meeting has its time, and an organizer if it is a request', () => {
    const meeting = {
      startDateTime: { dateTime: '2026-01-02T03:04:05.0000000', timeZone: 'UTC' },
      location: { displayName: 'Room 1' },
      from: { emailAddress: { address: 'ann@contoso.example' } },
    };
    const request = properties(['String 0x1a', 'IPM.Schedule.Meeting.Request']);
    const facts = { start: new Date('2026-01-02T03:04:05Z'), location: 'Room 1' };
    expect(of({ ...meeting, ...request }).meeting).toEqual({ ...facts, organizer: { address: 'ann@contoso.example' } });
    expect(of({ ...meeting, ...properties(['String 0x1a', 'IPM.Schedule.Meeting.Canceled']) }).meeting).toEqual(facts);
  });

  it.each([
    ['https://outlook.office365.com/owa/?ItemID=AA-_b%3D&exvsurl=1&viewmodel=ReadMessageItem', 'AA%2F%2Bb%3D'],
    ['https://outlook.office365.com/owa/?viewmodel=ReadMessageItem&ItemID=AA/+b=', 'AA%2F%2Bb%3D'],
  ])('has the link that EWS makes: %s', (webLink, id) => {
    expect(of({ webLink }).webLink).toBe(
      `https://outlook.office365.com/owa/?ItemID=${id}&exvsurl=1&viewmodel=ReadMessageItem`,
    );
  });

  it.each(['https://outlook.office.com/mail/id/AA-_', 'no link'])('keeps a link of another form: %s', (webLink) => {
    expect(of({ webLink }).webLink).toBe(webLink);
  });

  it('was written as plain text if its native body says so', () => {
    const html = { body: { contentType: 'html', content: '<p>x' } } as const;
    expect(isPlainText({ ...html, ...properties(['Integer 0x1016', '1']) })).toBe(true);
    expect(isPlainText({ ...html, ...properties(['Integer 0x1016', '3']) })).toBe(false);
    expect(isPlainText(html)).toBe(false);
  });

  it('has attachments whose ids lead back to them', () => {
    const types = ['fileAttachment', 'itemAttachment', 'referenceAttachment', 'somethingNew'];
    const attachments = types.map((type) => ({
      '@odata.type': `#microsoft.graph.${type}`,
      id: `a-${type}`,
      contentType: 'x/y',
    }));
    const all = of({ attachments: [...attachments, {}] as never }).attachments;
    expect(all.map(({ kind }) => kind)).toEqual(['file', 'message', 'reference', 'unknown']);
    expect(all.map(({ contentType }) => contentType)).toEqual(['x/y', 'x/y', undefined, undefined]);
    expect(fromAttachmentId(all[0]?.id ?? '')).toEqual({
      kind: 'file',
      itemId: 'item-1',
      attachmentId: 'a-fileAttachment',
    });
    expect(of({ attachments: [attachments[1], ...attachments] as never }).attachments.map(({ kind }) => kind)).toEqual([
      'message',
      'file',
      'message',
      'reference',
      'unknown',
    ]);
    expect(() => fromAttachmentId('AAMkEws/+=')).toThrow(expect.objectContaining({ code: 'graph.foreign-attachment' }));
  });
});

describe('ids of folders', () => {
  it('are those of EWS, and go back into a path', () => {
    expect(toExchangeId('AAMk-a_b=')).toBe('AAMk/a+b=');
    expect(toRestId(toExchangeId('AAMk-a_b='))).toBe('AAMk-a_b=');
  });
});
