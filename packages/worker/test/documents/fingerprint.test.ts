import { describe, expect, it } from '@jest/globals';
import { allowOnly, fingerprintOf, type MailMessage, type MessageContext } from '../../src/documents/index.ts';
import { attachment, contextOf } from './contexts.ts';

const base: Partial<MailMessage> = {
  itemId: 'i',
  changeKey: 'c',
  subject: 'S',
  attachments: [attachment({ name: 'a.pdf', size: 1, contentType: 'application/pdf', modifiedAt: new Date(1) })],
};
const of = (message: Partial<MailMessage>, other: Partial<MessageContext> = {}) =>
  fingerprintOf(contextOf({ ...base, ...message }, other));
const party = [{ address: 'x@x.example' }];

describe('a fingerprint', () => {
  it('is the same for the same', () => {
    expect(of({})).toBe(of({}));
  });

  it.each<[string, Partial<MailMessage>]>([
    ['the read flag', { isRead: true }],
    ['the item id alone', { itemId: 'other' }],
    ['the change key', { changeKey: 'other' }],
    ['the id of an attachment alone', { attachments: [{ ...attachment(), ...base.attachments?.[0], id: 'other' }] }],
  ])('does not change with %s', (_, change) => {
    expect(of(change)).toBe(of({}));
  });

  it.each<[string, Partial<MailMessage>]>([
    ['subject', { subject: 'T' }],
    ['body', { body: { format: 'text', content: 'x' } }],
    ['from', { from: { address: 'x@x.example' } }],
    ['to', { to: party }],
    ['cc', { cc: party }],
    ['bcc', { bcc: party }],
    ['replyTo', { replyTo: party }],
    ['itemClass', { itemClass: 'IPM.Appointment' }],
    ['createdAt', { createdAt: new Date(5) }],
    ['sentAt', { sentAt: new Date(5) }],
    ['receivedAt', { receivedAt: new Date(5) }],
    ['modifiedAt', { modifiedAt: new Date(5) }],
    ['importance', { importance: 'high' }],
    ['flagStatus', { flagStatus: 'flagged' }],
    ['categories', { categories: ['Blue'] }],
    ['conversationTopic', { conversationTopic: 'T' }],
    ['internetMessageId', { internetMessageId: '<1@x>' }],
    ['webLink, as after a move', { webLink: 'https://outlook.example/' }],
    ['a time of a meeting', { meeting: { start: new Date(1) } }],
    ['a further attachment', { attachments: [attachment({ name: 'b.pdf' })] }],
    ['no attachment', { attachments: [] }],
  ])('changes with %s', (_, change) => {
    expect(of(change)).not.toBe(of({}));
  });

  it.each([
    { name: 'b.pdf' },
    { size: 2 },
    { contentType: 'x/y' },
    { isInline: true },
    { modifiedAt: new Date(2) },
    { kind: 'message' as const },
  ])('changes with %j of an attachment', (change) => {
    const [one] = base.attachments ?? [];
    expect(of({ attachments: [{ ...attachment(), ...one, ...change }] })).not.toBe(of({}));
  });

  it('tells a text from HTML and a name from an address', () => {
    expect(of({ body: { format: 'text', content: 'x' } })).not.toBe(of({ body: { format: 'html', content: 'x' } }));
    expect(of({ to: [{ name: 'x' }] })).not.toBe(of({ to: [{ address: 'x' }] }));
  });

  it('changes with the folder, the owner, who may see it, and the fields of the index', () => {
    const access = allowOnly({ kind: 'group', name: 'g' });
    const others = [
      of({}, { folderPath: 'Archive' }),
      of({}, { mailbox: { address: 'ben@x.example', store: 'primary' } }),
      of({}, { access }),
      of({}, { fields: new Set() }),
    ];
    expect(new Set([of({}), ...others]).size).toBe(5);
  });
});
