import { describe, expect, it } from '@jest/globals';
import { contentDigestOf, type MailMessage } from '../../src/documents/index.ts';
import { testMessage } from '../support/test-documents.ts';
import { attachment } from './contexts.ts';

const file = attachment({ name: 'a.pdf', size: 7, contentType: 'application/pdf' });
const base: Partial<MailMessage> = { subject: 'S', body: { format: 'text', content: 'x' }, attachments: [file] };
const of = (change: Partial<MailMessage> = {}) => contentDigestOf(testMessage({ ...base, ...change }));

describe('the digest of what a message says', () => {
  it.each<[string, Partial<MailMessage>]>([
    ['subject', { subject: 'T' }],
    ['text', { body: { format: 'text', content: 'y' } }],
    ['form', { body: { format: 'html', content: 'x' } }],
    ['time of a meeting', { meeting: { start: new Date(1) } }],
    ['attachments', { attachments: [] }],
    ["attachment's name", { attachments: [{ ...file, name: 'b.pdf' }] }],
    ["attachment's size", { attachments: [{ ...file, size: 8 }] }],
    ["attachment's kind", { attachments: [{ ...file, kind: 'message' }] }],
  ])('is another one with another %s', (_, change) => {
    expect(of(change)).not.toBe(of());
  });

  it('is the same wherever a copy stands, and whatever is marked on it', () => {
    const copy = { itemId: 'other', changeKey: '9', isRead: true, categories: ['Red'], webLink: 'https://x.example/' };
    expect(of({ ...copy, attachments: [{ ...file, id: 'other', modifiedAt: new Date(1) }] })).toBe(of());
  });

  it('is the same in whatever order a source tells of attachments', () => {
    const other = attachment({ name: 'b.pdf' });
    expect(of({ attachments: [file, other] })).toBe(of({ attachments: [other, file] }));
  });

  it('never changes within a form, as it tells which copy an index shows', () => {
    expect(of()).toBe('1:DGbJac2xWGskU3hpOjSruwfkTg7-4tzsrKPmF5W44m0');
  });
});
