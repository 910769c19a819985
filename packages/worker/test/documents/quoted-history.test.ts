import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fingerprintOf } from '../../src/documents/index.ts';
import { htmlLines, textLines } from '../../src/documents/quote-lines.ts';
import { withoutHistory } from '../../src/documents/quoted-history.ts';
import { contextOf, documentOf, textOf } from './contexts.ts';

const text = (content: string, subject = 'Re: Offer') => withoutHistory({ format: 'text', content }, subject);
const html = (content: string, subject = 'Re: Offer') => withoutHistory({ format: 'html', content }, subject);

const headers: readonly (readonly [string, string, readonly string[]])[] = [
  ['English', 'RE: Offer', ['From: Ann', 'Sent: Monday', 'To: Ben', 'Cc: Cem', 'Subject: Offer']],
  ['German', 'AW: Angebot', ['Von: Ann', 'Gesendet: Montag', 'An: Ben', 'Betreff: Angebot']],
  ['French', 'Re: Offre', ['De\u00a0: Ann', 'Envoyé\u00a0: lundi', 'À\u00a0: Ben', 'Objet\u00a0: Offre']],
  ['Spanish', 'RE: Oferta', ['De: Ann', 'Enviado el: lunes', 'Para: Ben', 'Asunto: Oferta']],
  ['Italian', 'R: Offerta', ['Da: Ann', 'Inviato: lunedì', 'A: Ben', 'Oggetto: Offerta']],
  ['Dutch', 'Antw: Offerte', ['Van: Ann', 'Verzonden: maandag', 'Aan: Ben', 'Onderwerp: Offerte']],
];

describe('a reply without its history', () => {
  it.each(headers)('ends above the headers of the earlier message: %s, text', (_, subject, lines) => {
    expect(text(`Yes.\n\n${lines.join('\n')}\n\nearlier\n`, subject)).toBe('Yes.\n\n[…]\n');
    expect(text(`Yes.\n________________________________\n${lines.join('\r\n')}\r\nearlier`, subject)).toBe(
      'Yes.\n[…]\n',
    );
  });

  it.each(headers)('ends above the headers of the earlier message: %s, HTML of Outlook', (_, subject, lines) => {
    const block = lines.map((line) => line.replace(/^(.*?:)/, '<b>$1</b>')).join('<br>');
    const bordered = `<div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p class=MsoNormal>${block}</p></div></div>`;
    const onTheWeb = `<div id="appendonsend"></div><hr><div id="divRplyFwdMsg" dir="ltr"><font>${block}</font><div>&nbsp;</div></div>`;
    for (const begin of [bordered, onTheWeb]) {
      const result = html(`<html><body><p>Yes.</p>${begin}<p>earlier</p></body></html>`, subject);
      expect(result).toContain('Yes.');
      expect(result).toContain('[…]');
      expect(result).not.toContain('Ann');
      expect(result).not.toContain('earlier');
    }
  });

  it.each([
    ['On Mon, Jan 5, 2026 at 9:00 AM Ann <ann@contoso.com> wrote:'],
    ['On Mon, Jan 5, 2026 at 9:00 AM Ann\n<ann@contoso.com> wrote:'],
    ['Am 05.01.2026 um 09:00 schrieb Ann:'],
    ['Le lun. 5 janv. 2026 à 09:00, Ann <ann@contoso.com> a\nécrit :'],
    ['El lun, 5 ene 2026 a las 9:00, Ann (<ann@contoso.com>) escribió:'],
    ['Ann wrote:'],
  ])('leaves out lines behind > with what says whose they are: %s', (attribution) => {
    expect(text(`Yes.\n\n${attribution}\n> earlier\n>\n> more\n`)).toBe('Yes.\n\n[…]\n');
  });

  it('keeps answers that stand below and between', () => {
    expect(text('Ann wrote:\n\n> one?\n\nFirst.\n\n> two?\n> three?\nSecond.\n')).toBe(
      '[…]\n\n\nFirst.\n\n[…]\nSecond.\n',
    );
  });

  it.each([
    ['-----Original Message-----'],
    ['-----Ursprüngliche Nachricht-----'],
    ["-----Message d'origine-----"],
    ['-----Mensaje original-----'],
  ])('ends above %s', (mark) => {
    expect(text(`Yes.\n${mark}\nFrom: Ann\nearlier`)).toBe('Yes.\n[…]\n');
  });

  it.each([
    [
      'Gmail',
      '<div class="gmail_quote gmail_quote_container"><div class="gmail_attr">On Monday Ann wrote:<br></div>earlier</div>',
    ],
    ['Apple', '<div><blockquote type="cite"><div>On 5 Jan 2026, Ann wrote:</div><div>earlier</div></blockquote></div>'],
    [
      'Thunderbird',
      '<div class="moz-cite-prefix">Ann wrote:<br></div>\n<blockquote type="cite" cite="mid:1">earlier</blockquote>',
    ],
    ['Yahoo', '<div id="y1" class="yahoo_quoted"><div>earlier</div></div>'],
    ['nested', '<blockquote type="cite">earlier<blockquote type="cite">earlier</blockquote>earlier</blockquote>'],
  ])('leaves out what %s marks as a quote, and nothing after it', (_, quote) => {
    const result = html(`<div>Yes.</div>${quote}<p>Ben</p>`);
    expect(result.replace(/<[^>]*>|\s/g, '')).toBe('Yes.[…]Ben');
  });
});

describe('a message that stays whole', () => {
  const block = 'From: Ann\nSent: Monday\nTo: Ben\nSubject: Offer\n\nearlier\n';

  it.each(['FW: Offer', 'Fwd: Re: Offer', 'WG: Angebot', 'TR : Offre', 'RV: Oferta', '[EXTERNAL] Fwd: Offer'])(
    'is forwarded: %s',
    (subject) => {
      const content = `See below.\n\n${block}`;
      expect(text(content, subject)).toBe(content);
      const quote = '<p>See</p><blockquote type="cite">content</blockquote>';
      expect(html(quote, subject)).toBe(quote);
    },
  );

  it.each([
    [
      '<p>See</p><div class="gmail_quote"><div class="gmail_attr">---------- Forwarded message ---------<br>From: A</div>content</div>',
    ],
    ['<p>See</p><div>Begin forwarded message:</div><blockquote type="cite">content</blockquote>'],
    ['<p>Voir</p><div>Début du message transféré :</div><blockquote type="cite">contenu</blockquote>'],
  ])('says that it forwards, whatever its subject: %s', (content) => {
    expect(html(content)).toBe(content);
    expect(html(content, 'Offer')).toBe(content);
  });

  it('has headers of another message below and a subject that is no reply', () => {
    expect(text(`See below.\n\n${block}`, 'Offer')).toBe(`See below.\n\n${block}`);
    const page = `<p>See below.</p><p>${block.replaceAll('\n', '<br>')}</p>`;
    expect(html(page, 'Offer')).toBe(page);
  });

  it.each(['> earlier\n> more\n', 'Ann wrote:\n> earlier\n', `\n${block}`])(
    'says nothing of its own: %j',
    (content) => {
      expect(text(content)).toBe(content);
    },
  );

  it('says nothing of its own in HTML', () => {
    const content = '<div><br></div><div class="gmail_quote">earlier</div><div>&nbsp;</div>';
    expect(html(content)).toBe(content);
  });

  it.each([
    '<p>Yes.</p><blockquote type="cite">never closed <p>and what follows</p>',
    '<p>Yes.</p><blockquote>set in by its author</blockquote>',
    '<p>From: the start</p><p>to the end: a subject of its own</p>',
    '<style>.x{}</style><p>Ann wrote:</p><p>nothing</p>',
  ])('is not clearly a quote: %s', (content) => {
    expect(html(content)).toBe(content);
  });

  it.each(['Yes.\n>From here on it works.\n', 'Dates:\nTo: do\nFrom: scratch\n', 'He wrote:\n\nA letter.\n'])(
    'only looks like one: %j',
    (content) => {
      expect(text(content)).toBe(content);
    },
  );

  it('is a transcript, not a reply', () => {
    const content = 'It failed:\n>>> DATA\n<<< 553 no such user\n';
    expect(text(content, 'Returned mail: see transcript')).toBe(content);
    expect(text('Yes.\n\nAnn wrote:\n> earlier\n', 'Offer')).toBe('Yes.\n\n[…]\n');
  });

  it('has more lines than anybody writes', () => {
    const content = `Yes.\n${'a\n'.repeat(200_000)}> earlier\n`;
    expect(text(content)).toBe(content);
    const page = `Yes.${'<p>a'.repeat(200_000)}<blockquote type="cite">b</blockquote>`;
    expect(html(page)).toBe(page);
  });
});

describe('lines', () => {
  const piece = fc.constantFrom(
    'a',
    '\n',
    '\r\n',
    '> b',
    '<p>',
    '</p>',
    '<br>',
    '<div class="gmail_quote">',
    '</div>',
    '<blockquote type=cite>',
    '</blockquote>',
    '<style>',
    '</style',
    '<',
    '&amp;',
  );

  it('are the whole source, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const source = pieces.join('');
        for (const lines of [textLines(source), htmlLines(source)]) {
          if (lines !== undefined)
            expect(lines.map(({ start, end }) => source.slice(start, end)).join('')).toBe(source);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the setting', () => {
  const message = { subject: 'Re: Offer', body: { format: 'text', content: 'Yes.\n> earlier\n' } } as const;

  it('decides what the document holds', () => {
    expect(textOf(documentOf(message))).toContain('> earlier');
    expect(textOf(documentOf(message, { quotedHistory: 'drop' }))).toContain('Yes.\n[…]\n');
  });

  it('is part of the fingerprint', () => {
    expect(fingerprintOf(contextOf(message, { quotedHistory: 'drop' }))).not.toBe(fingerprintOf(contextOf(message)));
  });
});
