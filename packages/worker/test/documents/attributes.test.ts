import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { attributeFields, customFields } from '../../src/documents/attribute-fields.ts';
import type { MailMessage } from '../../src/documents/index.ts';
import { documentFieldsPage } from '../../src/documents/reference-page.ts';
import { build, contextOf, documentOf, fileContent, owner, valuesOf } from './contexts.ts';

const day = (number: number) => new Date(Date.UTC(2026, 0, number));
const full: Partial<MailMessage> = {
  subject: 'S',
  webLink: 'https://outlook.example/1',
  createdAt: day(1),
  sentAt: day(2),
  receivedAt: day(3),
  modifiedAt: day(4),
  from: { name: 'Ann', address: 'ann@x.example' },
  to: [{ address: 'to@x.example' }],
  cc: [{ name: 'Cc' }],
  bcc: [{ address: 'bcc@x.example' }],
  replyTo: [{ address: 'r1@x.example' }, { address: 'r2@x.example' }],
  importance: 'high',
  flagStatus: 'flagged',
  internetMessageId: '<1@x>',
  conversationTopic: 'Topic',
  categories: ['Blue', 'Red'],
};

/** What each attribute is on a message that has everything, and the members it comes from. */
const expected: Readonly<Record<string, readonly [value: unknown, ...from: (keyof MailMessage)[]]>> = {
  _source_uri: ['https://outlook.example/1', 'webLink'],
  _created_at: [day(2), 'sentAt', 'createdAt'],
  _last_updated_at: [day(4), 'modifiedAt', 'receivedAt'],
  _authors: [['ann@x.example'], 'from'],
  xchng_title: ['S', 'subject'],
  xchng_from: ['ann@x.example', 'from'],
  xchng_to: [['to@x.example'], 'to'],
  xchng_ccRecipient: [['Cc'], 'cc'],
  xchng_bccRecipient: [['bcc@x.example'], 'bcc'],
  xchng_replyTo: ['r1@x.example, r2@x.example', 'replyTo'],
  xchng_importance: ['high', 'importance'],
  xchng_flagStatus: ['flagged', 'flagStatus'],
  xchng_sendDateTime: [day(2), 'sentAt'],
  xchng_receivedDateTime: [day(3), 'receivedAt'],
  xchng_messageId: ['<1@x>', 'internetMessageId'],
  email_thread_topic: ['Topic', 'conversationTopic'],
  email_categories: [['Blue', 'Red'], 'categories'],
};
const always = { _category: 'EMAIL', xchng_folder: 'Inbox', xchng_hasAttachment: 'false', xchng_accountOwner: owner };
const lists = ['to', 'cc', 'bcc', 'replyTo', 'categories'];

function without(members: readonly string[]): Partial<MailMessage> {
  const rest = Object.fromEntries(Object.entries(full).filter(([key]) => !members.includes(key)));
  return { ...rest, ...Object.fromEntries(members.filter((key) => lists.includes(key)).map((key) => [key, []])) };
}

describe('the attributes of a message', () => {
  it('are these and no others', () => {
    const values = Object.fromEntries(Object.entries(expected).map(([name, [value]]) => [name, value]));
    expect(valuesOf(documentOf(full))).toEqual({ ...always, ...values });
  });

  it.each(Object.entries(expected))('lack %s when the message does', (name, [, ...members]) => {
    expect(valuesOf(documentOf(without(members)))).not.toHaveProperty([name]);
  });

  it('of a message that has nothing are those that say where it is', () => {
    expect(valuesOf(documentOf({}))).toEqual(always);
  });

  it('have the type of their field', () => {
    const kinds = { STRING: 'string', STRING_LIST: 'strings', DATE: 'date', NUMBER: 'number' };
    const types = new Map(attributeFields.map(({ name, type }) => [name, kinds[type]]));
    for (const { name, value } of documentOf(full).attributes)
      expect([name, value.kind]).toEqual([name, types.get(name)]);
  });

  it('are only those whose field the index has, beside the reserved ones', () => {
    const { attributes } = documentOf(full, { fields: new Set(['xchng_to']) });
    expect(attributes.map(({ name }) => name).filter((name) => !name.startsWith('_'))).toEqual(['xchng_to']);
    expect(attributes.map(({ name }) => name)).toContain('_created_at');
  });

  it.each([
    ['IPM.Note', 'EMAIL'],
    ['IPM.Schedule.Meeting.Request', 'MEETING'],
    ['ipm.appointment', 'MEETING'],
    ['IPM.Task', 'EMAIL'],
    ['REPORT.IPM.Schedule.Meeting.Request.NDR', 'EMAIL'],
  ])('give %s the category %s', (itemClass, category) => {
    expect(valuesOf(documentOf({ itemClass }))['_category']).toBe(category);
  });

  it('date a message by what there is', () => {
    expect(valuesOf(documentOf(without(['sentAt'])))['_created_at']).toEqual(day(1));
    expect(valuesOf(documentOf(without(['modifiedAt'])))['_last_updated_at']).toEqual(day(3));
  });

  it('do not count inline images as attachments', () => {
    const image = { id: 'i', kind: 'file', isInline: true } as const;
    expect(valuesOf(documentOf({ attachments: [image] }))['xchng_hasAttachment']).toBe('false');
    expect(valuesOf(documentOf({ attachments: [image, { ...image, isInline: false }] }))['xchng_hasAttachment']).toBe(
      'true',
    );
  });

  it('name an address once, whatever its case of use', () => {
    const party = { address: 'a@x.example' };
    expect(valuesOf(documentOf({ to: [party, { ...party, name: 'A' }, {}, { name: ' \u0000' }] }))['xchng_to']).toEqual(
      ['a@x.example'],
    );
  });
});

describe('the addresses that replies go to', () => {
  it('are those that say anything', () => {
    const replyTo = [{ name: ' ' }, { address: 'a@x.example' }, {}, { address: 'b@x.example' }];
    expect(valuesOf(documentOf({ replyTo }))['xchng_replyTo']).toBe('a@x.example, b@x.example');
  });
});

describe('the limits of attributes', () => {
  it('cut a string at 2048 characters, not within one', () => {
    const topic = (conversationTopic: string) => valuesOf(documentOf({ conversationTopic }))['email_thread_topic'];
    expect(topic('x'.repeat(3000))).toBe('x'.repeat(2048));
    expect(topic(`${'x'.repeat(2047)}\u{1f389}`)).toBe('x'.repeat(2047));
    expect(topic(`${'x'.repeat(2047)} y`)).toBe('x'.repeat(2047));
  });

  it('cut each element of a list, and drop empty ones', () => {
    const categories = ['', ' ', '\u0007', 'y'.repeat(3000), 'ok'];
    expect(valuesOf(documentOf({ categories }))['email_categories']).toEqual(['y'.repeat(2048), 'ok']);
  });

  it('keep the first 200 elements of a list', () => {
    const to = Array.from({ length: 5000 }, (_, at) => ({ address: `${at}@x.example` }));
    const kept = valuesOf(documentOf({ to }))['xchng_to'] as string[];
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([200, '0@x.example', '199@x.example']);
  });

  it('date a message by the next best date when one is impossible', () => {
    const dates = {
      sentAt: new Date(Number.NaN),
      createdAt: day(1),
      modifiedAt: new Date(8.64e15),
      receivedAt: day(3),
    };
    expect(valuesOf(documentOf(dates))).toMatchObject({ _created_at: day(1), _last_updated_at: day(3) });
  });

  it.each([Number.NaN, 8.64e15, -62135596800001])('leave out the date %d', (time) => {
    const values = valuesOf(documentOf({ sentAt: new Date(time), receivedAt: day(3) }));
    expect(values).not.toHaveProperty(['xchng_sendDateTime']);
    expect(values['xchng_receivedDateTime']).toEqual(day(3));
  });

  it.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])('take the date %s', (text) => {
    expect(valuesOf(documentOf({ sentAt: new Date(text) }))['xchng_sendDateTime']).toEqual(new Date(text));
  });

  it('leave out strings of blanks and control characters', () => {
    expect(valuesOf(documentOf({ conversationTopic: ' \u0000\n' }))).not.toHaveProperty(['email_thread_topic']);
  });
});

describe('the attributes of an attachment', () => {
  it('tell its own name, format and size, and lead to its message', async () => {
    const { document } = await build({ name: 'notes.txt' }, fileContent('hello'));
    expect(valuesOf(document)).toEqual({
      _category: 'EMAIL_ATTACHMENT',
      _file_type: 'PLAIN_TEXT',
      xchng_title: 'notes.txt',
      xchng_folder: 'Inbox',
      xchng_accountOwner: owner,
      xchng_parentDocument: 'm-1',
      xchng_size: 5,
    });
  });
});

describe('the dates of an attachment', () => {
  it('are those of its message, but for changes of the message, which are none of the attachment', async () => {
    const { message } = contextOf(full);
    const { document } = await build({ name: 'a.txt' }, fileContent('x'), { message });
    expect(valuesOf(document)).toMatchObject({ _created_at: day(2), _last_updated_at: day(3) });
  });
});

describe('the reference page', () => {
  it('is the committed one', () => {
    const path = fileURLToPath(new URL('../../../../docs/reference/document-fields.md', import.meta.url));
    expect(readFileSync(path, 'utf8')).toBe(documentFieldsPage());
  });

  it('names every field once', () => {
    const names = [...documentFieldsPage().matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name);
    expect(names).toEqual(attributeFields.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(customFields.every(({ name }) => !name.startsWith('_'))).toBe(true);
  });
});
