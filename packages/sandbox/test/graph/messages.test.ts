import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WorldAttachment, WorldMessage } from '../../src/index.ts';
import { immutable, restId, startTestGraph, type TestGraph } from '../support/graph-client.ts';

let test: TestGraph;
beforeEach(async () => {
  test = await startTestGraph();
});
afterEach(() => test.graph.close());

const inboxId = () => test.mailbox.primary.wellKnown('inbox')?.id ?? '';
const plain = (): WorldMessage => ({
  ...test.mailbox.primary.deliver(inboxId()).content(),
  itemClass: 'IPM.Note',
  attachments: [],
});
const deliver = (fields: Partial<WorldMessage>) => {
  const message = { ...plain(), ...fields };
  return test.mailbox.primary.deliver(inboxId(), () => message);
};
const expand = (text: string) => `$expand=${encodeURIComponent(text)}`;
const properties = (...ids: readonly string[]) =>
  expand(`singleValueExtendedProperties($filter=${ids.map((id) => `id eq '${id}'`).join(' or ')})`);

const file: WorldAttachment = {
  kind: 'file',
  name: 'a.txt',
  contentType: 'text/plain',
  contentId: 'cid',
  isInline: true,
  size: 3,
  content: async () => Buffer.from('abc'),
};

describe('a message', () => {
  it('has what was asked for, and its id', async () => {
    const item = deliver({ subject: 'hello', importance: 'High', flagStatus: 'Complete' });
    const { body } = await test.get(`messages/${restId(item.id)}?$select=subject,importance,flag`);
    expect(body).toEqual({
      '@odata.context': `${test.graph.graphUrl}/$metadata#messages/$entity`,
      '@odata.etag': `W/"${item.changeKey}"`,
      id: restId(item.id),
      subject: 'hello',
      importance: 'high',
      flag: { flagStatus: 'complete' },
    });
  });

  it('is found by both kinds of id, and has the one that is preferred', async () => {
    const { id, immutableId } = deliver({});
    for (const given of [id, immutableId]) {
      expect((await test.get(`messages/${restId(given)}`)).body['id']).toBe(restId(id));
      const preferred = await test.get(`messages/${restId(given)}`, { prefer: immutable });
      expect(preferred.body['id']).toBe(restId(immutableId));
      expect(preferred.headers.get('preference-applied')).toBe(immutable);
    }
  });

  it('has the search key that Exchange Web Services give, and other properties without a member', async () => {
    const item = deliver({ sensitivity: 'Private', inReplyTo: undefined });
    const { body } = await test.get(
      `messages/${restId(item.id)}?$select=id&${properties('Binary 0x300B', 'Integer 0x0036', 'String 0x1042', 'String 0x001A')}`,
    );
    expect(body['singleValueExtendedProperties']).toEqual([
      { id: 'Binary 0x300b', value: Buffer.from(item.content().searchKey).toString('base64') },
      { id: 'Integer 0x36', value: '2' },
      { id: 'String 0x1a', value: 'IPM.Note' },
    ]);
  });

  it.each([
    ['', 'html', '<html><body><pre>1 &lt; 2</pre></body></html>'],
    ['outlook.body-content-type="text"', 'text', '1 < 2'],
  ])('that is plain text comes as is preferred: %s', async (prefer, contentType, content) => {
    const { id } = deliver({ body: { type: 'Text', text: '1 < 2' } });
    const { body } = await test.get(`messages/${restId(id)}?$select=body`, { prefer });
    expect(body['body']).toEqual({ contentType, content });
  });

  it.each([
    ['', 'a'],
    ['outlook.allow-unsafe-html', 'a<script>b</script>'],
  ])('has scripts only where they are wanted: %s', async (prefer, content) => {
    const { id } = deliver({ body: { type: 'HTML', text: 'a<script>b</script>' } });
    const { body } = await test.get(`messages/${restId(id)}?$select=body`, { prefer });
    expect(body['body']).toEqual({ contentType: 'html', content });
  });

  it('about a meeting has its times and its type', async () => {
    const start = new Date('2026-03-01T10:00:00Z');
    const meeting = { uid: 'u', start, end: start, location: 'Room', organizer: undefined };
    const { id } = deliver({ itemClass: 'IPM.Schedule.Meeting.Request', meeting });
    const select = '$select=microsoft.graph.eventMessage/startDateTime,microsoft.graph.eventMessage/location';
    expect((await test.get(`messages/${restId(id)}?${select}`)).body).toMatchObject({
      '@odata.type': '#microsoft.graph.eventMessageRequest',
      startDateTime: { dateTime: '2026-03-01T10:00:00.0000000', timeZone: 'UTC' },
      location: { displayName: 'Room' },
    });
    const other = deliver({});
    expect((await test.get(`messages/${restId(other.id)}?${select}`)).body).not.toHaveProperty('startDateTime');
  });

  it('comes as MIME', async () => {
    const { id } = deliver({ internetMessageId: '<a@b>' });
    expect((await test.get(`messages/${restId(id)}/$value`)).bytes.toString()).toContain('Message-ID: <a@b>');
  });

  it('that went, or is in the archive or in a calendar, is not found', async () => {
    const { id, immutableId } = deliver({});
    test.mailbox.primary.remove(id);
    const archived = test.mailbox.archive?.deliver(test.mailbox.archive.wellKnown('archiveinbox')?.id ?? '');
    const appointment = test.mailbox.primary.deliver(test.mailbox.primary.wellKnown('calendar')?.id ?? '');
    for (const gone of [id, immutableId, archived?.id, archived?.immutableId, appointment.id]) {
      expect(await test.get(`messages/${restId(gone)}`)).toMatchObject({ status: 404, code: 'ErrorItemNotFound' });
    }
  });

  it('is in the folder of its path, or not found', async () => {
    const { id } = deliver({});
    expect((await test.get(`mailFolders/inbox/messages/${restId(id)}`)).status).toBe(200);
    expect((await test.get(`mailFolders/drafts/messages/${restId(id)}`)).code).toBe('ErrorItemNotFound');
  });

  it.each([
    ['messages/short', 400, 'ErrorInvalidIdMalformed'],
    ['messages/x/attachments/y/z', 400, 'BadRequest'],
  ])('has no other path: %s', async (path, status, code) => {
    expect(await test.get(path)).toMatchObject({ status, code });
  });

  it.each(['$filter=x', '$top=1', 'select=id'])('is not asked for with %s', async (option) => {
    const { id } = deliver({});
    expect(await test.get(`messages/${restId(id)}?${option}`)).toMatchObject({
      status: 400,
      code: 'ErrorInvalidUrlQuery',
    });
  });

  it.each([
    'singleValueExtendedProperties',
    "singleValueExtendedProperties($filter=id ne 'Binary 0x300B')",
    'attachments($select=contentBytes)',
    'parentFolder',
  ])('is not asked for with the expansion %s', async (expansion) => {
    const { id } = deliver({ attachments: [file] });
    expect((await test.get(`messages/${restId(id)}?${expand(expansion)}`)).status).toBe(400);
  });
});

describe('attachments', () => {
  it('come without their content when it is not selected, expanded or listed', async () => {
    const item = deliver({ attachments: [file] });
    const members = '$select=id,name,size,isInline,microsoft.graph.fileAttachment/contentId';
    const expected = [{ '@odata.type': '#microsoft.graph.fileAttachment', name: 'a.txt', size: 3, contentId: 'cid' }];
    const expanded = await test.get(
      `messages/${restId(item.id)}?$select=hasAttachments&${expand(`attachments(${members})`)}`,
    );
    expect(expanded.body).toMatchObject({ hasAttachments: false, attachments: expected });
    const listed = await test.get(`messages/${restId(item.id)}/attachments?${members}`);
    expect(listed.body['value']).toEqual(expanded.body['attachments']);
    expect(JSON.stringify(listed.body)).not.toContain('contentBytes');
  });

  const idOf = async (messageId: string, position = 0) => {
    const { body } = await test.get(`messages/${restId(messageId)}/attachments?$select=id`);
    return (body['value'] as readonly { id: string }[])[position]?.id ?? '';
  };

  it('are read as they are', async () => {
    const { id } = deliver({ attachments: [file] });
    const path = `messages/${restId(id)}/attachments/${await idOf(id)}`;
    const value = await test.get(`${path}/$value`);
    expect([value.bytes.toString(), value.headers.get('content-type')]).toEqual(['abc', 'text/plain']);
    expect((await test.get(path)).body['contentBytes']).toBe('YWJj');
  });

  it('that are messages come in MIME, or with what is in them', async () => {
    const inner = { ...plain(), subject: 'inner', attachments: [file] };
    const { id } = deliver({ attachments: [{ kind: 'message', name: 'inner', size: 9, message: inner }] });
    const path = `messages/${restId(id)}/attachments/${await idOf(id)}`;
    expect((await test.get(`${path}/$value`)).bytes.toString()).toContain('Subject: =?utf-8?B?aW5uZXI=?=');
    expect((await test.get(path)).body).not.toHaveProperty('item');
    const nested = expand('microsoft.graph.itemAttachment/item($expand=microsoft.graph.message/attachments)');
    const { body } = await test.get(`${path}?${nested}`);
    expect(body['item']).not.toHaveProperty('id');
    expect(body['item']).toMatchObject({ '@odata.type': '#microsoft.graph.message', subject: 'inner' });
    const [attachment] = (body['item'] as { attachments: readonly { id: string; contentBytes: string }[] }).attachments;
    expect(attachment?.contentBytes).toBe('YWJj');
    const own = await test.get(`messages/${restId(id)}/attachments/${attachment?.id}/$value`);
    expect(own.bytes.toString()).toBe('abc');
  });

  it('that are links have no content', async () => {
    const { id } = deliver({ attachments: [{ kind: 'reference', name: 'link', size: 1, url: 'https://x.example' }] });
    const path = `messages/${restId(id)}/attachments/${await idOf(id)}`;
    expect((await test.get(`${path}/$value`)).status).toBe(405);
    expect((await test.get(path)).body).toMatchObject({ '@odata.type': '#microsoft.graph.referenceAttachment' });
  });

  it('of another message are not found', async () => {
    const [one, other] = [deliver({ attachments: [file] }), deliver({ attachments: [file] })];
    const path = `messages/${restId(one.id)}/attachments/${await idOf(other.id)}/$value`;
    expect(await test.get(path)).toMatchObject({ status: 404, code: 'ErrorItemNotFound' });
  });
});

describe('a list of messages', () => {
  it('is newest first and in pages, of all mail folders or of one', async () => {
    const newest = deliver({ subject: 'newest' });
    const first = await test.get('messages?$top=2&$select=subject');
    expect(first.body).toMatchObject({ value: [{ id: restId(newest.id), subject: 'newest' }, {}] });
    const next = await test.get(String(first.body['@odata.nextLink']));
    expect((next.body['value'] as readonly { id: string }[]).map(({ id }) => id)).not.toContain(restId(newest.id));
    const other = test.mailbox.primary.addFolder({ name: 'empty' });
    expect((await test.get(`mailFolders/${restId(other.id)}/messages`)).body['value']).toEqual([]);
  });

  const at = (time: string) => new Date(`2031-05-01T${time}Z`);
  const between = (from: string, before: string) =>
    `$filter=${encodeURIComponent(`receivedDateTime ge ${from} and receivedDateTime lt ${before}`)}`;
  const order = `$orderby=${encodeURIComponent('receivedDateTime desc')}`;

  it('shows those that were received in a span of time, the last first, wherever they came in', async () => {
    const times = ['08:00:00.400', '10:00:00.000', '09:00:00.900', '11:00:00.000', '09:00:00.100'];
    const items = times.map((time) => deliver({ subject: time, receivedAt: at(time) }));
    const span = between('2031-05-01T08:00:00Z', '2031-05-01T11:00:00Z');
    const subjects = async (query: string) => {
      const { body } = await test.get(`mailFolders/inbox/messages?${span}&${order}&$select=subject${query}`);
      return (body['value'] as readonly { subject: string }[]).map(({ subject }) => subject);
    };
    expect(await subjects('')).toEqual(['10:00:00.000', '09:00:00.900', '09:00:00.100', '08:00:00.400']);
    expect(await subjects('&$top=2')).toEqual(['10:00:00.000', '09:00:00.900']);
    expect(await subjects('&$top=2&$skip=2')).toEqual(['09:00:00.100', '08:00:00.400']);
    test.mailbox.primary.edit(items[1]?.id ?? '', (message) => ({ ...message, receivedAt: at('12:00:00.000') }));
    expect(await subjects('')).toEqual(['09:00:00.900', '09:00:00.100', '08:00:00.400']);
  });

  it.each([
    [between('yesterday', '2031-05-01T11:00:00Z'), 'ErrorInvalidUrlQueryFilter'],
    ['$filter=isRead%20eq%20true', 'ErrorInvalidUrlQueryFilter'],
    ['$orderby=subject', 'ErrorInvalidUrlQuery'],
  ])('refuses %s', async (query, code) => {
    expect(await test.get(`mailFolders/inbox/messages?${query}`)).toMatchObject({ status: 400, code });
  });
});
