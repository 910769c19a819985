import { describe, expect, it } from '@jest/globals';
import { buildMessageDocument } from '../../src/documents/index.ts';
import { extractedTextBytes } from '../../src/documents/limits.ts';
import { contextOf, documentOf, textOf } from './contexts.ts';

const emoji = '\u{1f389}';

describe('a title', () => {
  it.each<[string, string | undefined, string]>([
    ['is the subject', 'Quarterly report', 'Quarterly report'],
    ['stands in for a missing subject', undefined, '(no subject)'],
    ['stands in for an empty subject', '', '(no subject)'],
    ['stands in for a subject of blanks', ' \t\r\n ', '(no subject)'],
    ['stands in for a subject of control characters', '\u0000\u0007\u009f', '(no subject)'],
    ['is one line', ' a\r\n b\t\tc ', 'a b c'],
    ['has no control characters', 'a\u0000b\u0007c', 'abc'],
    ['has no lone surrogates', 'a\ud800b', 'a\ufffdb'],
    ['keeps emoji and joiners', `${emoji}\u200d${emoji}`, `${emoji}\u200d${emoji}`],
    ['has at most 1024 characters', 'x'.repeat(3000), 'x'.repeat(1024)],
    ['is not cut within a character', 'x'.repeat(1023) + emoji, 'x'.repeat(1023)],
    ['does not end in a blank where it is cut', `${'x'.repeat(1023)} y`, 'x'.repeat(1023)],
  ])('%s', (_, subject, expected) => {
    expect(documentOf(subject === undefined ? {} : { subject }).title).toBe(expected);
  });
});

describe('the header block', () => {
  const message = {
    subject: 'Re: <Plan> & more',
    from: { name: 'Ann', address: 'ann@contoso.example' },
    to: [{ name: 'Ben', address: 'ben@contoso.example' }, { address: 'cem@contoso.example' }],
    cc: [{ name: 'Only a name' }, { name: 'd@x.example', address: 'd@x.example' }],
    bcc: [{ address: 'hidden@contoso.example' }],
    sentAt: new Date('2026-02-03T04:05:06Z'),
  };

  it('of a text names sender, recipients, date, subject and folder, then comes the text', () => {
    const body = { format: 'text', content: 'Hello\r\n--\r\nAnn' } as const;
    expect(textOf(documentOf({ ...message, body }, { folderPath: 'Inbox/C# team' }))).toBe(
      'From: Ann <ann@contoso.example>\nTo: Ben <ben@contoso.example>, cem@contoso.example\n' +
        'Cc: Only a name, d@x.example\nDate: 2026-02-03T04:05:06.000Z\nSubject: Re: <Plan> & more\n' +
        'Folder: Inbox/C# team\n\nHello\r\n--\r\nAnn\n',
    );
  });

  it('of HTML is escaped, and the whole stands in an html element', () => {
    const text = textOf(documentOf({ ...message, body: { format: 'html', content: '<p>Hello</p>' } }));
    expect(text).toMatch(
      /^<html><head><meta charset="utf-8"><title>Re: &lt;Plan&gt; &amp; more<\/title><\/head><body>/,
    );
    expect(text).toContain('<div><b>From:</b> Ann &lt;ann@contoso.example&gt;</div>');
    expect(text).toContain('<hr>\n<p>Hello</p>\n</body></html>');
  });

  it('does not tell who got a blind copy', () => {
    expect(textOf(documentOf({ ...message, body: { format: 'text', content: 'x' } }))).not.toContain('hidden');
  });

  it('has no line for a sender of whom nothing is known', () => {
    expect(textOf(documentOf({ from: {}, to: [{}] }))).toBe('Folder: Inbox\n\n\n');
  });

  it.each([
    [
      { start: new Date('2026-03-01T09:00:00Z'), end: new Date('2026-03-01T10:00:00Z'), location: 'Room 7' },
      'When: 2026-03-01T09:00:00.000Z – 2026-03-01T10:00:00.000Z\nWhere: Room 7\nFolder: Inbox\n',
    ],
    [{ organizer: { name: 'Ann', address: 'ann@x.example' } }, 'Organizer: Ann <ann@x.example>\nFolder: Inbox\n'],
    [{ start: new Date(Number.NaN), location: ' ' }, 'Folder: Inbox\n'],
  ])('of a meeting says when, where and by whom (%#)', (meeting, lines) => {
    expect(textOf(documentOf({ meeting }))).toBe(`${lines}\n\n`);
  });

  it('has no line for what the message lacks', () => {
    expect(textOf(documentOf({}))).toBe('Folder: Inbox\n\n\n');
  });

  it.each([
    [{ receivedAt: new Date(1), createdAt: new Date(2) }, new Date(1)],
    [{ createdAt: new Date(2) }, new Date(2)],
  ])('dates a message that was never sent by the next best', (dates, expected) => {
    expect(textOf(documentOf(dates))).toContain(`Date: ${expected.toISOString()}`);
  });

  it('keeps a line of a thousand recipients short', () => {
    const to = Array.from({ length: 1000 }, (_, at) => ({ address: `user-${at}@contoso.example` }));
    const line = textOf(documentOf({ to })).split('\n')[0] ?? '';
    expect(line).toMatch(/^To: user-0@/);
    expect(line.length).toBeLessThanOrEqual('To: '.length + 2000);
  });
});

describe('a body', () => {
  it('without control characters and lone surrogates is what the document holds', () => {
    expect(textOf(documentOf({ body: { format: 'text', content: 'a\u0000\u000bb\ud800\tc' } }))).toContain(
      'ab\ufffd\tc',
    );
  });

  it.each(['text', 'html'] as const)('as %s that is too long is cut, says so, and fits with any header', (format) => {
    const party = { name: '"'.repeat(2000), address: '&'.repeat(2000) };
    const built = buildMessageDocument(
      contextOf(
        {
          subject: '"'.repeat(2000),
          from: party,
          to: [party],
          cc: [party],
          body: { format, content: `Begin ${'ä&🎉'.repeat(1_000_000)}` },
        },
        { folderPath: '<'.repeat(2000) },
      ),
    );
    const text = textOf(built.document);
    expect(built.document.content.byteLength).toBeLessThanOrEqual(extractedTextBytes);
    expect(built.document.content.byteLength).toBeGreaterThan(extractedTextBytes - 50);
    expect(text).toContain('Begin ä');
    expect(text).toContain('[The rest of this message was left out');
    expect(built.notes).toEqual([expect.stringContaining(`${extractedTextBytes} bytes`)]);
  });

  it('that fits is nothing to note', () => {
    expect(buildMessageDocument(contextOf({ body: { format: 'text', content: 'x' } })).notes).toEqual([]);
  });
});
