import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MailAttachment, MailMessage } from '../../src/documents/index.ts';
import { testMessage } from '../support/test-documents.ts';
import { attachment, scopeOf } from './scopes.ts';

type Env = Readonly<Record<string, string>>;

const noon = new Date('2026-03-10T12:00:00Z');
const reasonFor = (message: Partial<MailMessage>, env: Env = {}, now = noon) =>
  scopeOf(env).refuses(testMessage(message), now);
const at = (address: string) => ({ address });

describe('a message', () => {
  it('of which nothing is known is wanted', () => {
    expect(reasonFor({})).toBeUndefined();
  });

  it.each([
    'REPORT.IPM.Note.NDR',
    'report.ipm.note.ipnrn',
    'IPM.Note.Microsoft.Voicemail.UM.CA',
    'IPM.Note.Microsoft.Missed.Voice',
    'IPM.Note.Microsoft.Fax.CA',
    'IPM.Configuration.OWA.UserOptions',
    'IPM.ExtendedRule.Message',
    'IPM.Note.Rules.OofTemplate.Microsoft',
    'IPM.Note.rules.ReplyTemplate.Microsoft',
    'IPM.Activity',
  ])('of class %s is out by default', (itemClass) => {
    expect(reasonFor({ itemClass })).toBe('filtered.item-class');
    expect(reasonFor({ itemClass }, { ITEM_CLASS_EXCLUDE: 'none' })).toBeUndefined();
  });

  it.each([
    'IPM.Note',
    'IPM.Note.SMIME',
    'IPM.Note.SMIME.MultipartSigned',
    'IPM.Note.Microsoft.Conversation',
    'IPM.Post',
    'IPM.Schedule.Meeting.Request',
    'IPM.Appointment',
    'IPM.Activities',
  ])('of class %s is wanted by default', (itemClass) => {
    expect(reasonFor({ itemClass })).toBeUndefined();
  });

  it.each([
    ['private', true],
    ['confidential', true],
    ['personal', false],
    ['normal', false],
  ] as const)('marked as %s is out by default: %s', (sensitivity, isOut) => {
    expect(reasonFor({ sensitivity })).toBe(isOut ? 'filtered.sensitivity' : undefined);
    expect(reasonFor({ sensitivity }, { SENSITIVITY_EXCLUDE: 'none' })).toBeUndefined();
  });

  it('that nobody marked is a normal one', () => {
    expect(reasonFor({}, { SENSITIVITY_EXCLUDE: 'normal' })).toBe('filtered.sensitivity');
  });

  it.each<[string, Env, Partial<MailMessage>, string | undefined]>([
    ['from an excluded domain', { SENDER_DOMAIN_EXCLUDE: 'x.com' }, { from: at('A@X.com') }, 'filtered.sender'],
    ['from a sub-domain', { SENDER_DOMAIN_EXCLUDE: 'x.com' }, { from: at('a@mail.x.com') }, undefined],
    [
      'from a sub-domain by pattern',
      { SENDER_DOMAIN_EXCLUDE: '*.x.com' },
      { from: at('a@mail.x.com') },
      'filtered.sender',
    ],
    ['from a domain that only ends alike', { SENDER_DOMAIN_EXCLUDE: 'x.com' }, { from: at('a@notx.com') }, undefined],
    ['from no included domain', { SENDER_DOMAIN_INCLUDE: 'x.com' }, { from: at('a@y.com') }, 'filtered.sender'],
    ['from an included domain', { SENDER_DOMAIN_INCLUDE: 'y.com, x.com' }, { from: at('a@x.com') }, undefined],
    ['from nobody', { SENDER_DOMAIN_INCLUDE: 'x.com' }, {}, 'filtered.sender'],
    ['from nobody, all included', { SENDER_DOMAIN_EXCLUDE: 'x.com' }, {}, undefined],
    ['from an X.500 name', { SENDER_DOMAIN_INCLUDE: 'x.com' }, { from: at('/O=X/CN=ANN') }, 'filtered.sender'],
    ['from a name alone', { SENDER_DOMAIN_INCLUDE: 'x.com' }, { from: { name: 'a@x.com' } }, 'filtered.sender'],
    ['from an address in brackets', { SENDER_DOMAIN_EXCLUDE: 'x.com' }, { from: at('<a@x.com.>') }, 'filtered.sender'],
    ['from an umlaut', { SENDER_DOMAIN_EXCLUDE: 'müller.de' }, { from: at('a@MÜLLER.de') }, 'filtered.sender'],
    [
      'from its ASCII form',
      { SENDER_DOMAIN_EXCLUDE: 'müller.de' },
      { from: at('a@xn--mller-kva.de') },
      'filtered.sender',
    ],
  ])('%s', (_, env, message, reason) => {
    expect(reasonFor(message, env)).toBe(reason);
  });

  it.each(['to', 'cc', 'bcc'] as const)('with one of several recipients in %s', (field) => {
    const message = { [field]: [at('a@x.com'), at('b@y.com')] };
    expect(reasonFor(message, { RECIPIENT_DOMAIN_EXCLUDE: 'y.com' })).toBe('filtered.recipient');
    expect(reasonFor(message, { RECIPIENT_DOMAIN_EXCLUDE: 'z.com' })).toBeUndefined();
    expect(reasonFor(message, { RECIPIENT_DOMAIN_INCLUDE: 'y.com' })).toBeUndefined();
    expect(reasonFor(message, { RECIPIENT_DOMAIN_INCLUDE: 'z.com' })).toBe('filtered.recipient');
  });

  it('without recipients is in no domain but any', () => {
    expect(reasonFor({}, { RECIPIENT_DOMAIN_INCLUDE: '*' })).toBeUndefined();
    expect(reasonFor({}, { RECIPIENT_DOMAIN_INCLUDE: '*.com' })).toBe('filtered.recipient');
  });

  it.each([
    ['out of office*', 'Out of  OFFICE:\r\n back soon', true],
    ['out of office*', 'Re: Out of office', false],
    ['*lottery*', 'Fwd: LOTTERY', true],
    ['(a+)+$', '(A+)+$', true],
  ])('by the subject pattern %s: %j is meant: %s', (pattern, subject, isMeant) => {
    expect(reasonFor({ subject }, { SUBJECT_EXCLUDE: pattern })).toBe(isMeant ? 'filtered.subject' : undefined);
    expect(reasonFor({ subject }, { SUBJECT_INCLUDE: pattern })).toBe(isMeant ? undefined : 'filtered.subject');
  });

  it.each<[Env, string, boolean]>([
    [{ RECEIVED_AFTER: '2026-03-01' }, '2026-03-01T00:00:00Z', true],
    [{ RECEIVED_AFTER: '2026-03-01' }, '2026-02-28T23:59:59.999Z', false],
    [{ RECEIVED_BEFORE: '2026-03-01' }, '2026-02-28T23:59:59.999Z', true],
    [{ RECEIVED_BEFORE: '2026-03-01' }, '2026-03-01T00:00:00Z', false],
    [{ RECEIVED_AFTER: '10d' }, '2026-02-28T00:00:00Z', true],
    [{ RECEIVED_AFTER: '10d' }, '2026-02-27T23:59:59.999Z', false],
    [{ RECEIVED_BEFORE: '10d' }, '2026-02-27T23:59:59.999Z', true],
    [{ RECEIVED_BEFORE: '10d' }, '2026-02-28T00:00:00Z', false],
    [{ RECEIVED_AFTER: '20d', RECEIVED_BEFORE: '10d' }, '2026-02-20T00:00:00Z', true],
  ])('within %j, received %s, is wanted: %s', (env, received, isWanted) => {
    const receivedAt = new Date(received);
    expect(reasonFor({ receivedAt }, env)).toBe(isWanted ? undefined : 'filtered.received');
  });

  it('is judged alike at any time of the day of the run', () => {
    const receivedAt = new Date('2026-02-28T00:00:00Z');
    const reasons = ['2026-03-10T00:00:00Z', '2026-03-10T23:59:59.999Z', '2026-03-11T00:00:00Z'].map((now) =>
      reasonFor({ receivedAt }, { RECEIVED_AFTER: '10d' }, new Date(now)),
    );
    expect(reasons).toEqual([undefined, undefined, 'filtered.received']);
  });

  it('that was never received goes by when it was sent, then made; without a date it is in no window', () => {
    const env = { RECEIVED_AFTER: '2026-03-01' };
    const [before, after] = [new Date('2026-02-01'), new Date('2026-03-02')];
    expect(reasonFor({ sentAt: after, createdAt: before }, env)).toBeUndefined();
    expect(reasonFor({ createdAt: after }, env)).toBeUndefined();
    expect(reasonFor({ receivedAt: before, sentAt: after }, env)).toBe('filtered.received');
    expect(reasonFor({}, env)).toBe('filtered.received');
  });

  it('is as large as its body and its attachments together', () => {
    const megabyte = 1024 * 1024;
    const message = (bytes: number) => ({
      body: { format: 'text', content: 'ä'.repeat(megabyte / 4) } as const,
      attachments: [attachment({ size: megabyte / 4 }), attachment({ size: bytes }), attachment()],
    });
    expect(reasonFor(message(megabyte / 4), { MESSAGE_MAX_MB: '1' })).toBeUndefined();
    expect(reasonFor(message(megabyte / 4 + 1), { MESSAGE_MAX_MB: '1' })).toBe('filtered.size');
    expect(reasonFor(message(100 * megabyte))).toBeUndefined();
  });

  it('that is excluded is out, whatever includes it', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), minLength: 1, maxLength: 5 });
    const subject = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, subject, (include, exclude, text) => {
        const isIncluded = reasonFor({ subject: text }, { SUBJECT_INCLUDE: include }) === undefined;
        const isExcluded = reasonFor({ subject: text }, { SUBJECT_INCLUDE: exclude }) === undefined;
        const reason = reasonFor({ subject: text }, { SUBJECT_INCLUDE: include, SUBJECT_EXCLUDE: exclude });
        expect(reason).toBe(isIncluded && !isExcluded ? undefined : 'filtered.subject');
      }),
      { numRuns: 300 },
    );
  });

  it('never makes a filter throw, whatever it holds', () => {
    const env = {
      SENDER_DOMAIN_EXCLUDE: '*.x.com',
      SUBJECT_EXCLUDE: '*x*y*',
      RECEIVED_AFTER: '1d',
      MESSAGE_MAX_MB: '1',
      ITEM_CLASS_INCLUDE: 'IPM*',
    };
    const scope = scopeOf(env);
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, text, fc.date({ noInvalidDate: false }), (subject, address, itemClass, receivedAt) => {
        const message = testMessage({ subject, itemClass, receivedAt, from: at(address), to: [at(`a@${address}`)] });
        expect(['string', 'undefined']).toContain(typeof scope.refuses(message, noon));
      }),
    );
  });
});

describe('an attachment', () => {
  it.each<[string, Env, Partial<MailAttachment>, string | undefined]>([
    ['by default', {}, { name: 'a.csv', size: 2 ** 40 }, undefined],
    ['excluded by extension', { ATTACHMENT_TYPES_EXCLUDE: 'csv' }, { name: 'A.CSV ' }, 'filtered.attachment-type'],
    ['by its last extension', { ATTACHMENT_TYPES_EXCLUDE: 'csv' }, { name: 'a.csv.pdf' }, undefined],
    ['by a name without a dot', { ATTACHMENT_TYPES_EXCLUDE: 'csv' }, { name: 'csv' }, undefined],
    [
      'excluded by media type',
      { ATTACHMENT_TYPES_EXCLUDE: 'text/*' },
      { contentType: 'Text/Plain; charset=x' },
      'filtered.attachment-type',
    ],
    ['included by extension', { ATTACHMENT_TYPES_INCLUDE: 'pdf' }, { name: 'a.pdf', contentType: 'x/y' }, undefined],
    [
      'included by media type',
      { ATTACHMENT_TYPES_INCLUDE: 'application/pdf' },
      { contentType: 'application/pdf' },
      undefined,
    ],
    ['not included', { ATTACHMENT_TYPES_INCLUDE: 'pdf' }, { name: 'a.docx' }, 'filtered.attachment-type'],
    ['of no type', { ATTACHMENT_TYPES_INCLUDE: 'pdf' }, {}, 'filtered.attachment-type'],
    [
      'that is a message',
      { ATTACHMENT_TYPES_EXCLUDE: 'message/rfc822' },
      { kind: 'message', name: 'a.pdf' },
      'filtered.attachment-type',
    ],
    [
      'that is a message called like a file',
      { ATTACHMENT_TYPES_EXCLUDE: 'pdf' },
      { kind: 'message', name: 'a.pdf' },
      undefined,
    ],
    ['too large', { ATTACHMENT_MAX_MB: '2' }, { size: 2 * 1024 * 1024 + 1 }, 'filtered.attachment-size'],
    ['as large as may be', { ATTACHMENT_MAX_MB: '2' }, { size: 2 * 1024 * 1024 }, undefined],
    ['of unknown size', { ATTACHMENT_MAX_MB: '2' }, {}, undefined],
  ])('%s', (_, env, described, reason) => {
    expect(scopeOf(env).refusesAttachment(attachment(described))).toBe(reason);
  });
});
