import { describe, expect, it } from '@jest/globals';
import { allowOnly, documentIdOf, planAttachments } from '../../src/documents/index.ts';
import { testMessage } from '../support/test-documents.ts';
import { attachment, build, contentBytes, documentOf, fileContent, textOf, valuesOf } from './contexts.ts';

/** Defects of the connector that this one replaces, by their number in its review. Each must never come back. */
const defects: readonly (readonly [number, string, () => void | Promise<void>])[] = [
  [
    4,
    'content is bytes of text, not base64 of it',
    () => {
      expect(textOf(documentOf({ body: { format: 'text', content: 'hello' } }))).toContain('hello');
    },
  ],
  [
    5,
    'a missing date and empty strings leave no attribute that the API refuses',
    () => {
      const { attributes } = documentOf({
        sentAt: new Date(Number.NaN),
        categories: ['', ' '],
        to: [{}],
        conversationTopic: '',
      });
      for (const { value } of attributes) {
        if (value.kind === 'date') expect(Number.isFinite(value.value.getTime())).toBe(true);
        if (value.kind === 'string') expect(value.value).not.toBe('');
        if (value.kind === 'strings') expect(value.value).not.toContain('');
      }
      expect(attributes.map(({ name }) => name)).not.toContain('_created_at');
      expect(attributes.map(({ name }) => name)).not.toContain('email_categories');
    },
  ],
  [
    6,
    'a mail without subject has a document',
    () => {
      expect(documentOf({ body: { format: 'text', content: 'x' } })).toMatchObject({ title: '(no subject)' });
    },
  ],
  [
    31,
    'what follows a signature or a disclaimer is kept',
    () => {
      const content = 'a\n -- \nAnn\nThis email is confidential.\n> earlier\n---\nlast words';
      expect(textOf(documentOf({ body: { format: 'text', content } }))).toContain(content);
      const html =
        '<p>a</p><p>--</p><p>This email is confidential.</p><blockquote>earlier</blockquote><p>last words</p>';
      expect(textOf(documentOf({ body: { format: 'html', content: html } }))).toContain(html);
    },
  ],
  [
    32,
    'words, addresses and links are not split',
    () => {
      const content = 'JohnDoe@x.example https://x.example/someThing?aB=cD iPhone';
      expect(textOf(documentOf({ body: { format: 'text', content } }))).toContain(content);
    },
  ],
  [
    33,
    'nothing depends on when a document is built, or on words in its subject',
    () => {
      const values = valuesOf(documentOf({ subject: 'Invoice for the meeting', sentAt: new Date(0) }));
      expect(values).not.toHaveProperty('email_time_period');
      expect(values).not.toHaveProperty('email_content_type');
      expect(values['_category']).toBe('EMAIL');
    },
  ],
  [
    34,
    'reply-to holds addresses and the flag its state',
    () => {
      expect(
        valuesOf(documentOf({ replyTo: [{ name: 'R', address: 'r@x.example' }], flagStatus: 'complete' })),
      ).toMatchObject({
        xchng_replyTo: 'r@x.example',
        xchng_flagStatus: 'complete',
      });
    },
  ],
  [
    35,
    'old Office files, presentations and attached mails have documents, others a reason',
    async () => {
      const names = ['a.doc', 'a.xls', 'a.ppt', 'a.pptx', 'a.zip'];
      const plans = planAttachments(
        testMessage({ attachments: names.map((name) => attachment({ name })) }),
        contentBytes,
      );
      expect(plans.map((plan) => (plan.action === 'skip' ? plan.reason : 'fetch'))).toEqual([
        'fetch',
        'fetch',
        'fetch',
        'fetch',
        'unsupported-type',
      ]);
      const cfb = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600, 1)]);
      const { document } = await build({ name: 'a.doc' }, fileContent(cfb));
      expect(document).toMatchObject({ contentType: 'MS_WORD', content: cfb });
      const nested = testMessage({ body: { format: 'text', content: 'nested text' } });
      expect(textOf((await build({ kind: 'message' }, { kind: 'message', message: nested })).document)).toContain(
        'nested text',
      );
    },
  ],
  [
    36,
    'no document is without somebody who may see it',
    () => {
      expect(documentOf({}).access.allow.length).toBeGreaterThan(0);
      expect(() => allowOnly({ kind: 'user', id: '' })).toThrow(RangeError);
    },
  ],
];

describe('a defect of the original', () => {
  it.each(defects)('%i is none here: %s', async (_, __, check) => {
    await check();
  });

  it('20, an id that changes with every move, is none here', () => {
    const mailbox = { address: 'ann@x.example', store: 'primary' } as const;
    const message = testMessage({ searchKey: 'ab', itemId: 'one' });
    expect(documentIdOf(mailbox, { ...message, itemId: 'other' })).toBe(documentIdOf(mailbox, message));
  });
});
