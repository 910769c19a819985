import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConnectorError } from '../../src/errors.ts';
import { readXml, type XmlElement } from '../../src/exchange/read-xml.ts';
import { walkXml } from '../../src/exchange/xml-pass.ts';
import type { MailMessage } from '../../src/sync/ports/index.ts';
import {
  type CannedExchange,
  envelope,
  getItemAnswer,
  item,
  namespaces,
  never,
  startCanned,
  syncAnswer,
  xml,
} from './canned-exchange.ts';

let canned: CannedExchange;
beforeEach(async () => {
  canned = await startCanned();
});
afterEach(() => canned.close());

const reply = (text: string | Buffer) => {
  canned.answer = (response) => xml(response, text);
};
async function fetchTwo(first: string): Promise<readonly MailMessage[]> {
  reply(getItemAnswer(first, item('B')));
  const outcomes = await canned.reader.fetchMessages(['A', 'B'], never);
  return outcomes.map((outcome) => {
    if (!outcome.ok) throw new ConnectorError(outcome.failure);
    return outcome.value;
  });
}

describe('an attachment', () => {
  const attachmentAnswer = (content: string) =>
    envelope(
      `<m:GetAttachmentResponse ${namespaces}><m:ResponseMessages><m:GetAttachmentResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:Attachments>${content}</m:Attachments></m:GetAttachmentResponseMessage></m:ResponseMessages></m:GetAttachmentResponse>`,
    );
  const attached = (inner: string) =>
    attachmentAnswer(`<t:ItemAttachment><t:AttachmentId Id="x"/><t:Name>n</t:Name>${inner}</t:ItemAttachment>`);

  it('that is an item of a kind nobody knew says so, for good', async () => {
    reply(attached('<t:Network><t:Subject>s</t:Subject></t:Network>'));
    await expect(canned.reader.fetchAttachment('x', never)).rejects.toMatchObject({
      code: 'ews.unknown-attached-item',
      kind: 'permanent',
    });
  });

  it('that comes without any content is no attached item of an unknown kind', async () => {
    reply(attachmentAnswer(''));
    await expect(canned.reader.fetchAttachment('x', never)).rejects.toMatchObject({ code: 'ews.no-content' });
  });

  it.each(['Contact', 'Task', 'PostItem', 'CalendarItem', 'MeetingRequest', 'Item'])(
    'that is a %s is read like a message',
    async (element) => {
      reply(attached(item('A', { element })));
      expect(await canned.reader.fetchAttachment('x', never)).toMatchObject({
        kind: 'message',
        message: { subject: 'subject A' },
      });
    },
  );
});

describe('an item of a kind nobody knew', () => {
  it('with children comes as a plain item, and so does its neighbour', async () => {
    const [first, second] = await fetchTwo(item('A', { element: 'Network', more: '<t:Culture>de</t:Culture>' }));
    expect(first).toMatchObject({ subject: 'subject A', body: { content: 'hello' } });
    expect(second).toMatchObject({ subject: 'subject B' });
  });

  it('of the same name as a child of an item leaves that child alone', async () => {
    const [first] = await fetchTwo(
      item('A', { element: 'Person', more: '<t:Person><t:Subject>x</t:Subject></t:Person>' }),
    );
    expect(first).toMatchObject({ subject: 'subject A' });
  });

  it('does not stop a page of changes', async () => {
    reply(
      syncAnswer('SyncFolderItems', {
        changes: ['Person', 'Message', 'Booking']
          .map((name, at) => `<t:Create><t:${name}><t:ItemId Id="i${at}" ChangeKey="c"/></t:${name}></t:Create>`)
          .join(''),
      }),
    );
    const { changes } = await canned.reader.listItemChanges('folder', undefined, never);
    expect(changes.map(({ itemId }) => itemId).sort()).toEqual(['i0', 'i1', 'i2']);
  });
});

describe('an attachment', () => {
  const attachments = (content: string) => item('A', { more: `<t:Attachments>${content}</t:Attachments>` });
  const file = '<t:FileAttachment><t:AttachmentId Id="f"/><t:Name>b.pdf</t:Name></t:FileAttachment>';

  it.each([
    ['ReferenceAttachment', 'reference'],
    ['FutureAttachment', 'unknown'],
    ['Hologram', 'unknown'],
  ])('of the kind %s is told as %s, with name and size', async (element, kind) => {
    const strange =
      `<t:${element}><t:AttachmentId Id="x"/><t:Name>Plan &amp; Co</t:Name><t:ContentType>text/html</t:ContentType>` +
      `<t:Provider><t:Name>inner</t:Name></t:Provider><t:Size>7</t:Size><t:IsInline>true</t:IsInline></t:${element}>`;
    const [message] = await fetchTwo(attachments(strange + file));
    expect(message?.attachments).toEqual([
      expect.objectContaining({ id: 'x', kind, name: 'Plan & Co', size: 7, isInline: true }),
      expect.objectContaining({ id: 'f', kind: 'file', name: 'b.pdf' }),
    ]);
    expect(message?.attachments[0]).not.toHaveProperty('contentType');
  });
});

describe('text', () => {
  it('in CDATA is text', async () => {
    const [message] = await fetchTwo(item('A', { subject: '<![CDATA[a<b> & &amp; ]]>c<![CDATA[]]>' }));
    expect(message?.subject).toBe('a<b> & &amp; c');
  });

  it.each([
    ['a raw NUL', 'a\u0000b', 'ab'],
    ['raw control characters', 'a\u0001\u000b\u001fb', 'ab'],
    ['a reference to NUL', 'a&#0;b', 'ab'],
    ['references to control characters', 'a&#x1;&#xB;&#31;b', 'ab'],
    ['references to lone surrogates', 'a&#xD800;&#56320;b', 'ab'],
    ['raw noncharacters', 'a\ufffe\uffffb', 'ab'],
    ['a character beyond the BMP', 'a&#x1F389;\u{1f389}b', 'a\u{1f389}\u{1f389}b'],
  ])('with %s loses what XML forbids and nothing else', async (_, subject, expected) => {
    const [message, neighbour] = await fetchTwo(item('A', { subject }));
    expect(message?.subject).toBe(expected);
    expect(neighbour?.subject).toBe('subject B');
  });

  it('with a lone surrogate becomes well-formed', () => {
    expect(readXml('<a>x\ud800y</a>')?.text).toBe('x\ufffdy');
  });

  it('decodes each reference once, whichever others a text holds', () => {
    const text = (source: string) => readXml(`<a>${source}</a>`)?.text;
    expect(text('&lt;p class=&quot;a&apos;&gt;&amp;lt;&amp;#xD;&amp;amp;')).toBe(`<p class="a'>&lt;&#xD;&amp;`);
    expect(text('&#38;lt;&#x26;amp;&amp;lt;&#233;')).toBe('&lt;&amp;&lt;é');
  });

  it('has line ends as XML wants them, and returns that are written out', () => {
    expect(readXml('<a>one\r\ntwo\rthree&#xD;\nfour</a>')?.text).toBe('one\ntwo\nthree\r\nfour');
  });

  it('goes on behind a comment', () => {
    expect(readXml('<a>one<!-- <b> --> two<?p x?></a>')?.text).toBe('one two');
  });

  it('with a NUL behind the envelope is no reason to doubt it', async () => {
    reply(`${getItemAnswer(item('A'))}\u0000\n`);
    expect(await canned.reader.fetchMessages(['A'], never)).toEqual([expect.objectContaining({ ok: true })]);
  });
});

describe('an answer that is not well-formed', () => {
  const secret = 'SECRET';
  const broken = [
    ['a tag that is never closed', `${secret} <b>x`],
    ['tags closed in the wrong order', `<b>${secret}<i></b></i>`],
    ['a bare ampersand', `${secret} a & b`],
    ['a reference that nobody declared', `&${secret};`],
    ['a bare ampersand in a long text', `${'x'.repeat(1000)} ${secret} & ${'x'.repeat(1000)}`],
    ['an attribute without quotes', `<t:A ${secret}=1/>`],
  ] as const;

  it.each(broken)('for %s is asked for again, and says nothing of its content', async (_, subject) => {
    reply(getItemAnswer(item('A', { subject }), item('B')));
    const thrown = await canned.reader.fetchMessages(['A', 'B'], never).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'ews.malformed-answer', kind: 'transient' });
    expect(String(thrown)).not.toContain(secret);
    expect(canned.requests).toHaveLength(4);
  });

  it.each(broken)('for %s is the end of the one item that was asked for', async (_, subject) => {
    reply(getItemAnswer(item('A', { subject })));
    expect(await canned.reader.fetchMessages(['A'], never)).toEqual([
      { ok: false, failure: expect.objectContaining({ code: 'ews.malformed-answer', kind: 'permanent' }) },
    ]);
    expect(canned.requests).toHaveLength(4);
  });

  it('is the end of the one attachment that was asked for', async () => {
    reply(envelope('<m:GetAttachmentResponse xmlns:m="m">&nope;</m:GetAttachmentResponse>'));
    await expect(canned.reader.fetchAttachment('a', never)).rejects.toMatchObject({
      code: 'ews.malformed-answer',
      kind: 'permanent',
    });
  });

  it.each([
    [
      'in a place where nobody looks',
      'ews.incomplete-answer',
      getItemAnswer(item('A')).replaceAll('ResponseMessages>', 'SECRET>'),
    ],
    ['without a word on the item', 'ews.incomplete-answer', getItemAnswer()],
  ])('but nothing can be made of it, %s, is the end of the one item', async (_, code, answer) => {
    reply(answer);
    const [outcome] = await canned.reader.fetchMessages(['A'], never);
    expect(outcome).toMatchObject({ ok: false, failure: { code, kind: 'permanent' } });
    expect(JSON.stringify(outcome)).not.toContain('SECRET');
    await expect(canned.reader.fetchMessages(['A', 'B'], never)).rejects.toMatchObject({ kind: 'transient' });
  });

  it('has no item where one was promised', async () => {
    reply(getItemAnswer('', item('B')));
    expect(await canned.reader.fetchMessages(['A', 'B'], never)).toMatchObject([
      { ok: false, failure: { code: 'ews.unreadable-item', kind: 'permanent' } },
      { ok: true },
    ]);
  });

  it('may be fine the next time', async () => {
    canned.answer = (response) =>
      xml(response, getItemAnswer(item('A', { subject: canned.requests.length === 1 ? '&nope;' : 'fine' })));
    expect(await canned.reader.fetchMessages(['A'], never)).toMatchObject([{ ok: true, value: { subject: 'fine' } }]);
  });
});

describe('an answer that ends early', () => {
  const whole = getItemAnswer(item('A'), item('B'));

  it.each([10, 20, 30, 40, 50, 60, 70, 80, 90, 99])('after %i % of it is asked for again', async (percent) => {
    canned.answer = (response) =>
      xml(response, canned.requests.length > 1 ? whole : whole.slice(0, Math.floor((whole.length * percent) / 100)));
    expect(await canned.reader.fetchMessages(['A', 'B'], never)).toHaveLength(2);
    expect(canned.events).toContainEqual(
      expect.objectContaining({ type: 'retrying', failure: expect.objectContaining({ code: 'ews.truncated-answer' }) }),
    );
  });
});

describe('an answer that goes nowhere', () => {
  const changes = '<t:Create><t:Message><t:ItemId Id="i" ChangeKey="c"/></t:Message></t:Create>';

  it.each([
    ['without changes', ''],
    ['with the same changes', changes],
  ])('%s ends a listing of items instead of going on for ever', async (_, same) => {
    reply(syncAnswer('SyncFolderItems', { state: 'here', last: false, changes: same }));
    const page = await canned.reader.listItemChanges('folder', 'there', never);
    expect(page).toMatchObject({ cursor: 'here', complete: false });
    await expect(canned.reader.listItemChanges('folder', 'here', never)).rejects.toMatchObject({
      code: 'ews.no-progress',
      kind: 'transient',
    });
  });

  it('ends a listing of folders too', async () => {
    reply(syncAnswer('SyncFolderHierarchy', { state: 'here', last: false }));
    expect(await canned.reader.listFolderChanges(undefined, never)).toMatchObject({ complete: false });
    await expect(canned.reader.listFolderChanges('here', never)).rejects.toMatchObject({ code: 'ews.no-progress' });
  });

  it('because it names no place to go on from ends the listing', async () => {
    reply(syncAnswer('SyncFolderItems', { state: '', last: false }));
    await expect(canned.reader.listItemChanges('folder', undefined, never)).rejects.toMatchObject({
      code: 'ews.no-progress',
    });
  });

  it('but says that it is the last is the normal answer when nothing happened', async () => {
    reply(syncAnswer('SyncFolderItems', { state: 'here' }));
    expect(await canned.reader.listItemChanges('folder', 'here', never)).toEqual({
      changes: [],
      cursor: 'here',
      complete: true,
    });
  });
});

describe('the pass over an answer', () => {
  it('passes over long texts and still knows where every tag stands', () => {
    const long = fc.string({
      minLength: 250,
      maxLength: 600,
      unit: fc.constantFrom('a', 'é', '&lt;', '"', "'", '\n'),
    });
    const short = fc.string({ maxLength: 5, unit: fc.constantFrom('a', '>', '&amp;', '\r\n') });
    fc.assert(
      fc.property(fc.array(fc.oneof(long, short), { minLength: 1, maxLength: 6 }), (texts) => {
        const text = texts.reduce(
          (inner, next) => `<a b="x>${next.replaceAll('"', '')}">${next}<c/>${inner}</a>`,
          '<d></d>',
        );
        const tags: string[] = [];
        walkXml(text, {
          open: ({ start, end }) => tags.push(text.slice(start, end)),
          close: ({ start, end }) => text.slice(start, end).startsWith('</') && tags.push(text.slice(start, end)),
        });
        expect(tags).toEqual(text.match(/<(?:[^"<>]|"[^"]*")*>/g));
      }),
    );
  });

  it('finds the elements that were written, with their texts', () => {
    const text = fc.string({ unit: 'binary' }).map((drawn) => drawn.replace(/[^\t\n\u0020-\ud7ff]/g, '').trim());
    const attributes = fc.dictionary(fc.constantFrom('Id', 'x'), fc.constantFrom('', '<', '&', '"', 'é'));
    const name = fc.constantFrom('a', 'b', 'Body');
    const leaf = fc.record({
      name,
      attributes,
      children: fc.constant<XmlElement[]>([]),
      text: fc.oneof(
        text,
        text.map((drawn) => drawn.repeat(40).trim()),
      ),
    });
    const parent = (inner: fc.Arbitrary<XmlElement>) =>
      fc.record({ name, attributes, children: fc.array(inner, { minLength: 1, maxLength: 4 }), text: fc.constant('') });
    const element = fc.oneof(leaf, parent(leaf), parent(fc.oneof(leaf, parent(leaf))));
    fc.assert(fc.property(element, (drawn) => expect(readXml(written(drawn))).toEqual(drawn)));
  });

  it('is not misled by a body that looks like a response message', async () => {
    const subject =
      'GetItemResponseMessage ResponseClass="Error" &lt;m:ResponseCode>ErrorItemNotFound&lt;/m:ResponseCode>';
    const [first, second] = await fetchTwo(item('A', { subject }));
    expect([first?.subject, second?.subject]).toEqual([subject.replaceAll('&lt;', '<'), 'subject B']);
  });
});

function written({ name, attributes, children, text }: XmlElement): string {
  const escaped = (raw: string) => raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `<t:${name}${given.join('')}>${children.map(written).join('')}${escaped(text)}</t:${name}>`;
}

describe('a look at folders', () => {
  const date = 'Fri, 27 Nov 2026 10:00:00 GMT';
  const properties = (changedAt: string, removed = '<t:Value>4</t:Value>') =>
    `<t:TotalCount>3</t:TotalCount><t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x670a" PropertyType="SystemTime"/><t:Value>${changedAt}</t:Value></t:ExtendedProperty>` +
    `<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="0x670b" PropertyType="Integer"/>${removed}</t:ExtendedProperty>`;
  const look = (told: string, headers: Record<string, string> = { date }) => {
    const folder = `<t:Folder><t:FolderId Id="f"/>${told}</t:Folder>`;
    const answer = `<m:FindFolderResponse ${namespaces}><m:ResponseMessages><m:FindFolderResponseMessage ResponseClass="Success"><m:ResponseCode>NoError</m:ResponseCode><m:RootFolder TotalItemsInView="1" IncludesLastItemInRange="true"><t:Folders>${folder}</t:Folders></m:RootFolder></m:FindFolderResponseMessage></m:ResponseMessages></m:FindFolderResponse>`;
    canned.answer = (response) => xml(response, envelope(answer), headers);
    return canned.reader.lookAtFolders([], never);
  };

  it('tells when one changed last, and how much is in it', async () => {
    const looks = await look(properties('2026-11-27T09:55:00Z'));
    expect([...looks]).toEqual([['f', { kind: 'mark', mark: '2026-11-27T09:55:00Z 4 3' }]]);
  });

  it.each([
    [
      'changed within five minutes, by which clocks of servers may differ',
      properties('2026-11-27T09:55:01Z'),
      { date },
    ],
    ['changed later than the server that answers says it is', properties('2026-11-27T10:00:30Z'), { date }],
    ['does not say when it changed', properties(''), { date }],
    ['does not say how much was removed', properties('2026-11-27T09:00:00Z', ''), { date }],
    ['has none of these properties', '<t:TotalCount>3</t:TotalCount>', { date }],
    ['is told of by a server without a clock', properties('2026-11-27T09:00:00Z'), { date: 'soon' }],
  ])('tells nothing of one that %s', async (_, told, headers) => {
    expect((await look(told, headers)).size).toBe(0);
  });
});
