import { describe, expect, it } from '@jest/globals';
import { type MailAttachment, type MailMessage, planAttachments, protectionOf } from '../../src/documents/index.ts';
import { testMessage } from '../support/test-documents.ts';
import { attachment, build, contentBytes, documentOf, textOf, valuesOf } from './contexts.ts';

const of = (itemClass: string, ...attachments: Partial<MailAttachment>[]) =>
  protectionOf(testMessage({ itemClass, attachments: attachments.map(attachment) }));

describe('a message', () => {
  it.each<[string, Partial<MailAttachment>[]]>([
    ['IPM.Note.SMIME', []],
    ['ipm.note.smime.custom', [{ name: 'a.pdf' }]],
    ['IPM.Note', [{ name: 'SMIME.p7m' }]],
    ['IPM.Note', [{ name: ' smime.p7m ', contentType: 'x-multipart/signed' }]],
    ['IPM.Note', [{ name: 'smime.p7m', contentType: 'application/pkcs7-mime; smime-type=enveloped-data' }]],
  ])('of class %s with %j is encrypted', (itemClass, attachments) => {
    expect(of(itemClass, ...attachments)).toBe('smime');
  });

  it.each<[string, Partial<MailAttachment>[]]>([
    ['IPM.Note', [{ name: 'message.rpmsg' }]],
    ['IPM.Note', [{ name: 'a.png', isInline: true }, { name: 'Message_v4.RPMSG' }]],
    ['IPM.Note', [{ name: ' message_v12.rpmsg ' }]],
    ['IPM.Note', [{ contentType: ' application/x-microsoft-rpmsg-message; v=1' }]],
    ['IPM.Schedule.Meeting.Request', [{ name: 'x', contentType: 'application/x-microsoft-rpmsg-message' }]],
  ])('of class %s with %j is protected by rights management', (itemClass, attachments) => {
    expect(of(itemClass, ...attachments)).toBe('rights-managed');
  });

  it.each<[string, Partial<MailAttachment>[]]>([
    ['IPM.Note', []],
    ['IPM.Note.SMIME.MultipartSigned', [{ name: 'smime.p7m' }]],
    ['IPM.Note.SMIMES', []],
    ['IPM.Note', [{ name: 'smime.p7m', contentType: 'multipart/signed' }]],
    ['IPM.Note', [{ name: 'smime.p7m' }, { name: 'a.pdf' }]],
    ['IPM.Note', [{ name: 'smime.p7s' }]],
    ['IPM.Note', [{ name: 'sent on by Ann.rpmsg' }]],
    ['IPM.Note', [{ name: 'my message.rpmsg' }]],
    ['IPM.Note', [{ name: 'message.rpmsg.txt' }]],
    ['IPM.Note', [{ name: 'message_v123.rpmsg' }]],
    ['IPM.Note', [{ name: 'a', contentType: 'x application/x-microsoft-rpmsg-message' }]],
    ['IPM.Note', [{}]],
    ['IPM.Note', [{ kind: 'message', name: 'message.rpmsg' }]],
    ['IPM.Note', [{ kind: 'message', name: 'smime.p7m' }]],
  ])('of class %s with %j can be read', (itemClass, attachments) => {
    expect(of(itemClass, ...attachments)).toBeUndefined();
  });
});

describe('a protected message', () => {
  const wrapped: Partial<MailMessage> = {
    subject: 'Contract',
    from: { address: 'ann@contoso.example' },
    body: { format: 'html', content: '<p>wrapper</p>' },
    attachments: [attachment({ name: 'message.rpmsg' }), attachment({ name: 'a.pdf' })],
  };
  const envelope = 'From: ann@contoso.example\nSubject: Contract\nFolder: Inbox\n';

  it('is in the index with its envelope alone, which says so', () => {
    const document = documentOf(wrapped);
    expect(document.contentType).toBe('PLAIN_TEXT');
    expect(textOf(document)).toBe(
      `${envelope}\n[This message is protected by rights management: its text is not in the index.]\n`,
    );
    expect(valuesOf(document)).toMatchObject({ xchng_title: 'Contract', xchng_from: 'ann@contoso.example' });
    expect(textOf(documentOf({ ...wrapped, itemClass: 'IPM.Note.SMIME', attachments: [] }))).toBe(
      `${envelope}\n[This message is encrypted with S/MIME: its text is not in the index.]\n`,
    );
  });

  it('has no document for any of its attachments, each with the reason', () => {
    const plans = planAttachments(testMessage(wrapped), contentBytes);
    expect(plans.map((plan) => plan.action === 'skip' && plan.reason)).toEqual(['protected', 'protected']);
  });

  it('that hangs on another one is no more open there', async () => {
    const { document } = await build({ kind: 'message' }, { kind: 'message', message: testMessage(wrapped) });
    expect(textOf(document)).not.toContain('wrapper');
    expect(textOf(document)).toContain('protected by rights management');
  });
});
