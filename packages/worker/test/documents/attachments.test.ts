import { sampleFiles } from '@connector/sandbox';
import { describe, expect, it } from '@jest/globals';
import { attachmentDocumentId, type MailAttachment, planAttachments } from '../../src/documents/index.ts';
import { extractedTextBytes, htmlDepth } from '../../src/documents/limits.ts';
import { testMessage } from '../support/test-documents.ts';
import { attachment, build, contentBytes, contextOf, fileContent, textOf, tryBuild } from './contexts.ts';

const plan = (...attachments: Partial<MailAttachment>[]) =>
  planAttachments(testMessage({ attachments: attachments.map(attachment) }), contentBytes);

/** A compound file with a stream of this name. */
function compound(stream: string): Buffer {
  const name = Buffer.from(`${stream}\0`, 'utf16le');
  return Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600, 1), name, Buffer.alloc(100)]);
}

describe('the plan for an attachment', () => {
  it.each<[string, Partial<MailAttachment>, string]>([
    ['a link to the cloud', { kind: 'reference', name: 'a.docx' }, 'cloud-link'],
    ['a kind without a name', { kind: 'unknown', name: 'a.docx' }, 'unknown-kind'],
    ['an inline image', { name: 'logo.png', contentType: 'image/png', isInline: true }, 'inline-image'],
    ['an inline image in capitals', { contentType: 'IMAGE/JPEG', isInline: true }, 'inline-image'],
    ['an image', { name: 'photo.jpg', contentType: 'image/jpeg' }, 'unsupported-type'],
    ['an archive', { name: 'all.zip', contentType: 'application/zip' }, 'unsupported-type'],
    [
      'a foreign extension over a media type that was guessed',
      { name: 'a.exe', contentType: 'application/msword' },
      'unsupported-type',
    ],
    ['a file that is too large', { name: 'a.pdf', size: contentBytes + 1 }, 'too-large'],
  ])('leaves %s alone, with its reason', (_, described, reason) => {
    expect(plan(described)).toEqual([{ action: 'skip', attachment: attachment(described), reason }]);
  });

  it.each<[string, Partial<MailAttachment>]>([
    ['a document by its name', { name: 'Report.PDF ' }],
    ['a document by its media type', { contentType: 'application/pdf; name=x' }],
    ['a text by its media type, whatever its extension', { name: 'notes.v2', contentType: 'text/plain' }],
    ['a document that is inline', { name: 'a.docx', isInline: true }],
    ['a file as large as may be', { name: 'a.pdf', size: contentBytes }],
    ['a file that says nothing of itself', {}],
    [
      'a file without an extension of a type that means nothing',
      { name: 'scan', contentType: 'application/octet-stream' },
    ],
    ['a calendar', { name: 'invite.ics' }],
    ['a message, however large', { kind: 'message', size: 100_000_000 }],
  ])('fetches %s', (_, described) => {
    expect(plan(described)).toEqual([{ action: 'fetch', attachment: attachment(described), ordinal: 0 }]);
  });

  it('tells attachments of the same name and kind apart by their order', () => {
    const plans = plan({ name: 'a.pdf' }, { name: 'b.pdf' }, { name: 'a.pdf' }, { name: 'a.pdf', kind: 'message' });
    expect(plans.map((one) => one.action === 'fetch' && one.ordinal)).toEqual([0, 0, 1, 0]);
  });
});

describe('the id of an attachment', () => {
  const id = (described: Partial<MailAttachment>, ordinal = 0, parent = 'm-1') =>
    attachmentDocumentId(parent, attachment(described), ordinal);

  it('outlives a move, which changes the id of the source', () => {
    expect(id({ name: 'a.pdf', id: 'one' })).toBe(id({ name: 'a.pdf', id: 'other', size: 7 }));
  });

  it('differs by message, name, kind and order', () => {
    const ids = [
      id({}),
      id({ name: 'a' }),
      id({ name: 'a' }, 1),
      id({ name: 'a', kind: 'message' }),
      id({ name: 'a' }, 0, 'm-2'),
    ];
    expect(new Set(ids).size).toBe(ids.length);
    for (const one of ids) expect(one).toMatch(/^m-\d-a-[\w-]{22}$/);
  });
});

describe("an attachment's document", () => {
  it('of each usual office file is the file, byte for byte, with the format it has', async () => {
    const types: Readonly<Record<string, string>> = {
      pdf: 'PDF',
      docx: 'MS_WORD',
      xlsx: 'MS_EXCEL',
      pptx: 'PPT',
      rtf: 'RTF',
    };
    const files = (await sampleFiles()).filter(({ extension }) => extension in types);
    expect(files.length).toBeGreaterThan(2);
    for (const { extension, bytes } of files) {
      const { document } = await build({ name: `file.${extension}` }, fileContent(bytes));
      expect([extension, document.contentType]).toEqual([extension, types[extension]]);
      expect(Buffer.compare(document.content, bytes)).toBe(0);
    }
  });

  it('goes by the bytes when name and bytes disagree', async () => {
    const [file] = (await sampleFiles()).filter(({ extension }) => extension === 'pdf');
    if (file === undefined) throw new Error('no pdf');
    const { document } = await build({ name: 'file.docx' }, fileContent(file.bytes));
    expect(document.contentType).toBe('PDF');
  });

  it.each([
    ['MS_WORD', 'doc'],
    ['MS_EXCEL', 'xls'],
    ['PPT', 'ppt'],
  ])('of an old Office file is %s by its name', async (type, extension) => {
    const cfb = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
    expect((await build({ name: `a.${extension}` }, fileContent(cfb))).document.contentType).toBe(type);
    expect(await tryBuild({ name: 'a.pdf' }, fileContent(cfb))).toEqual({ skipped: 'not-what-its-name-says' });
  });

  it.each([
    ['MS_WORD', 'WordDocument'],
    ['MS_EXCEL', 'Workbook'],
    ['MS_EXCEL', 'Book'],
    ['PPT', 'PowerPoint Document'],
  ])('of an old Office file is %s by what is in it, whatever it is called', async (type, stream) => {
    expect((await build({ name: 'a.doc' }, fileContent(compound(stream)))).document.contentType).toBe(type);
    expect((await build({ name: 'a.xls' }, fileContent(compound(stream)))).document.contentType).toBe(type);
    expect((await build({ name: 'scan' }, fileContent(compound(stream)))).document.contentType).toBe(type);
  });

  it('does not exist for an Office file behind a password', async () => {
    const locked = fileContent(compound('EncryptedPackage'));
    expect(await tryBuild({ name: 'a.docx' }, locked)).toEqual({ skipped: 'protected' });
  });

  it.each<[string, Uint8Array]>([
    ['PDF', Buffer.from('%PDF-1.7 …')],
    ['RTF', Buffer.from('{\\rtf1 x}')],
    ['XML', Buffer.from('<?xml version="1.0"?><a/>')],
    ['HTML', Buffer.from('\n<!DOCTYPE html><p>a')],
    ['HTML', Buffer.from('<html lang=de><p>a')],
    ['PLAIN_TEXT', Buffer.from('Dear all')],
    ['PLAIN_TEXT', Buffer.from('\ufeffDear all', 'utf16le')],
  ])('of a file that says nothing of itself is %s by its content', async (type, bytes) => {
    expect((await build({}, fileContent(bytes))).document.contentType).toBe(type);
  });

  it.each([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.from('a\u0000b'), compound('Other')])(
    'of a file that says nothing of itself does not exist for other content',
    async (bytes) => {
      expect(await tryBuild({}, fileContent(bytes))).toEqual({ skipped: 'unsupported-type' });
    },
  );

  it.each<[string, Uint8Array]>([
    ['empty', new Uint8Array()],
    ['too-large', Buffer.alloc(contentBytes + 1, 'x')],
    ['not-what-its-name-says', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['not-what-its-name-says', Buffer.from('a\u0000b')],
    ['not-what-its-name-says', Buffer.from('\u0001\u0002\u0003 text')],
  ])('does not exist when the content is %s', async (skipped, bytes) => {
    expect(await tryBuild({ name: 'a.txt' }, fileContent(bytes))).toEqual({ skipped });
  });

  it.each<[string, string, Uint8Array]>([
    ['UTF-8', 'text/plain', Buffer.from('Grüße 🎉')],
    ['UTF-8 with a mark', 'text/plain', Buffer.from('\ufeffGrüße 🎉')],
    ['UTF-16LE with a mark', 'text/plain', Buffer.from('\ufeffGrüße 🎉', 'utf16le')],
    ['UTF-16BE with a mark', 'text/plain', Buffer.from('\ufeffGrüße 🎉', 'utf16le').swap16()],
  ])('of a text in %s is in UTF-8', async (_, contentType, bytes) => {
    const { document } = await build({ name: 'a.txt', contentType }, fileContent(bytes));
    expect(textOf(document)).toBe('Grüße 🎉');
  });

  it.each([
    ['iso-8859-1', 'text/plain; charset=iso-8859-1', [0x47, 0x72, 0xfc, 0xdf, 0x65], 'Grüße'],
    ['the charset it names', 'text/plain; charset="windows-1251"', [0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2], 'Привет'],
    ['a charset that nobody knows', 'text/plain; charset=klingon', [0x47, 0x72, 0xfc, 0xdf, 0x65], 'Grüße'],
    ['Windows without a word', undefined, [0x93, 0x61, 0x94, 0x80], '“a”€'],
  ])('of a text in %s is read as such', async (_, contentType, bytes, expected) => {
    const described = contentType === undefined ? {} : { contentType };
    const { document } = await build({ name: 'a.txt', ...described }, fileContent(Uint8Array.from(bytes)));
    expect(textOf(document)).toBe(expected);
  });

  it.each([
    ['<p>a</p>', '<p>a</p>'],
    ['<HTML lang=de><head><title>t</title></head><body>a</body></HTML>', '\n\na\n\n'],
    ['<p onclick="x()">a<script>b</script><!-- c --></p><svg>d</svg>', '<p>a</p>'],
  ])('of the HTML file %s is cleaned like a body and stands in an html element', async (content, expected) => {
    const text = textOf((await build({ name: 'a.html' }, fileContent(content))).document);
    expect(text).toBe(`<html><head><meta charset="utf-8"></head><body>${expected}</body></html>`);
  });

  it('of an HTML file of a million nested elements is as bounded as a body', async () => {
    const content = fileContent('<div>'.repeat(1_000_000));
    const { document } = await build({ name: 'a.html' }, content);
    expect(textOf(document).match(/<div>/g)).toHaveLength(htmlDepth);
  });

  it.each(['a.txt', 'a.html'])('of a long text in %s fits into the limit', async (name) => {
    const { document } = await build({ name }, fileContent('ä'.repeat(extractedTextBytes / 2 + 10)));
    expect(document.content.byteLength).toBeLessThanOrEqual(extractedTextBytes);
    expect(document.content.byteLength).toBeGreaterThan(extractedTextBytes - 3);
    expect(() => textOf(document)).not.toThrow();
  });

  it.each<[string, Partial<MailAttachment>, string]>([
    ['its name', { name: ' a\u0007\nb.txt ' }, 'a b.txt'],
    ['its message when it has no name', { contentType: 'text/plain' }, '(unnamed attachment of Report)'],
    ['its message when its name is blank', { name: ' ', contentType: 'text/plain' }, '(unnamed attachment of Report)'],
  ])('has a title from %s', async (_, described, title) => {
    expect((await build(described, fileContent('x'))).document.title).toBe(title);
  });

  it('has the access of its message', async () => {
    const { document } = await build({ name: 'a.txt' }, fileContent('x'));
    expect(document.access).toEqual(contextOf({}).access);
  });
});

describe('an attached message', () => {
  const inner = testMessage({
    subject: 'Inner',
    from: { address: 'ben@x.example' },
    body: { format: 'text', content: 'inner text' },
    attachments: [attachment({ name: 'a.pdf' }), attachment({ name: 'b.zip' }), attachment({ kind: 'message' })],
  });

  it('is rendered like any message, with the names of what hangs on it', async () => {
    const { document } = await build({ kind: 'message' }, { kind: 'message', message: inner });
    expect(document.title).toBe('Inner');
    expect(document.contentType).toBe('PLAIN_TEXT');
    expect(textOf(document)).toBe(
      'From: ben@x.example\nSubject: Inner\nFolder: Inbox\nAttachments: a.pdf, b.zip\n\ninner text\n',
    );
  });

  it('tells a reason for each of its own attachments: none is lost without a word', async () => {
    const { skippedInside } = await build({ kind: 'message' }, { kind: 'message', message: inner });
    expect(skippedInside).toEqual(['inside-attached-message', 'inside-attached-message', 'inside-attached-message']);
    expect((await build({ name: 'a.txt' }, fileContent('x'))).skippedInside).toEqual([]);
  });

  it('fits into the limit, whatever its attachments are called', async () => {
    const attachments = Array.from({ length: 500 }, () => attachment({ name: '<'.repeat(500) }));
    const body = { format: 'html', content: 'x'.repeat(extractedTextBytes) } as const;
    const message = { ...inner, attachments, body };
    const { document } = await build({ kind: 'message' }, { kind: 'message', message });
    expect(document.content.byteLength).toBeLessThanOrEqual(extractedTextBytes);
  });
});
