import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Tokenizer } from 'htmlparser2';
import { readHtml } from '../../src/documents/read-html.ts';
import { cleanText } from '../../src/documents/text.ts';

/** What a text holds, as told; everything after `most` tags and texts is of no interest. */
function told(source: string, most = Number.POSITIVE_INFINITY, attributes?: ReadonlySet<string>): readonly unknown[] {
  const seen: unknown[] = [];
  readHtml(source, {
    ...(attributes === undefined ? {} : { attributes }),
    open: ({ name, attributes, selfClosing }) => {
      seen.push(['open', name, Object.fromEntries(attributes), ...(selfClosing ? ['closes itself'] : [])]);
    },
    close: (name) => {
      seen.push(['close', name]);
    },
    text: (text) => {
      seen.push(text);
    },
    inForeignContent: () => false,
    done: () => seen.length >= most,
  });
  return seen;
}

/** The same by a tokenizer that others wrote. */
function toldByOthers(source: string): readonly unknown[] {
  const seen: unknown[] = [];
  let name = '';
  let attributes = new Map<string, string>();
  let attribute = '';
  let value = '';
  const lower = (start: number, end: number) => source.slice(start, end).toLowerCase();
  const open = (selfClosing: boolean) => {
    seen.push(['open', name, Object.fromEntries(attributes), ...(selfClosing ? ['closes itself'] : [])]);
  };
  const nothing = () => {};
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname: (start, end) => {
        name = lower(start, end);
        attributes = new Map();
      },
      onattribname: (start, end) => {
        attribute = lower(start, end);
        value = '';
      },
      onattribdata: (start, end) => {
        value += source.slice(start, end);
      },
      onattribentity: (codepoint) => {
        value += String.fromCodePoint(codepoint);
      },
      onattribend: () => {
        if (!attributes.has(attribute)) attributes.set(attribute, value);
      },
      onopentagend: () => open(false),
      onselfclosingtag: () => open(true),
      onclosetag: (start, end) => {
        seen.push(['close', lower(start, end)]);
      },
      ontext: (start, end) => {
        seen.push(source.slice(start, end));
      },
      ontextentity: (codepoint) => {
        seen.push(cleanText(String.fromCodePoint(codepoint)));
      },
      isInForeignContext: () => false,
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onprocessinginstruction: nothing,
      onend: nothing,
    },
  );
  tokenizer.write(source);
  tokenizer.end();
  return seen;
}

const name = fc.constantFrom(
  ...['p', 'A', 'td', 'o:p', 'br', 'svg', 'script', 'SCRIPT', 'style', 'xmp', 'iframe', 'noembed', 'noframes'],
  ...['scripts', 'plaintext', 'div/', 'b\n'],
);
const attribute = fc.constantFrom(
  ...[' a', ' a=', ' =a', ' a=b', ' a = "b"', " A='c&lt'", ' b=x&amp', ' b="&ampx"', ' b="&notit;"', ' b="&copy"'],
  ...['/', ' / ', '"', "'", ' x=y/', '\t', '\f', ' c="<p>"', ' c=">'],
);
const opening = fc.tuple(name, fc.array(attribute, { maxLength: 4 }), fc.constantFrom('>', '>', '>', ''));
const markup = fc.oneof(
  opening.map(([name, attributes, end]) => `<${name}${attributes.join('')}${end}`),
  fc.tuple(name, fc.constantFrom('>', '>', ' >', ' a=">', '')).map(([name, end]) => `</${name}${end}`),
  fc.constantFrom(
    ...[
      'text',
      ' ',
      '&',
      '&amp;',
      '&amp',
      '&lt;b&gt;',
      '&notit;',
      '&notin;',
      '&#x80;',
      '&#128512;',
      '&#',
      '&#x',
      '&#12',
    ],
    ...['<', '>', '<<', '</', '</>', '</ p>', '</3>', '<3>', '<!', '<!>', '<!->', '<!-', '<!--', '<!-->', '<!--->'],
    ...[
      '-->',
      '--!>',
      '--',
      '->',
      '-',
      '!',
      '<!DOCTYPE html>',
      '<!d',
      '<![CDATA[',
      '<![cdata[',
      ']]>',
      ']]]>',
      '<?x?>',
    ],
    ...['<![if !mso]>', '<![endif]>', '=', '/', 'ä', '🎉'],
  ),
  fc.string({ maxLength: 3, unit: 'grapheme' }),
);

describe('reading HTML', () => {
  it('tells tags, attributes and text in order, names in lower case', () => {
    expect(told('<DIV Class="A b">one<BR/>two</Div>')).toEqual([
      ['open', 'div', { class: 'A b' }],
      'one',
      ['open', 'br', {}, 'closes itself'],
      'two',
      ['close', 'div'],
    ]);
  });

  it('decodes entities in text and in attributes', () => {
    expect(told('<a href="?a&amp;b&#x1f389;">').at(0)).toEqual(['open', 'a', { href: '?a&b🎉' }]);
    expect(told('a&lt;b&nbsp;&#x1f389;').join('')).toBe('a<b\u00a0🎉');
  });

  it('takes the first of attributes that have one name', () => {
    expect(told('<a href="one" HREF="two" title>')).toEqual([['open', 'a', { href: 'one', title: '' }]]);
  });

  it('tells no attributes but those that are of interest', () => {
    const source = '<a style="x" HREF="one&amp;" class="&lt;" href="two"><b style="y">';
    const opened = [
      ['open', 'a', { href: 'one&' }],
      ['open', 'b', {}],
    ];
    expect(told(source, undefined, new Set(['href']))).toEqual(opened);
  });

  it('leaves comments, declarations and instructions out', () => {
    expect(told('<!DOCTYPE html>a<!-- b --><?xml c?>d')).toEqual(['a', 'd']);
  });

  it('ends as soon as nothing further is of interest', () => {
    expect(told('<p>one</p><p>two</p>', 1)).toEqual([['open', 'p', {}]]);
    expect(told('<p>one</p><p>two</p>', 2)).toEqual([['open', 'p', {}], 'one']);
    expect(told('<p>one</p><p>two</p>', 3)).toEqual([['open', 'p', {}], 'one', ['close', 'p']]);
  });

  it('finds in any text what a tokenizer finds that goes through it state by state', () => {
    const sources = fc.array(markup, { maxLength: 12 }).map((pieces) => `${pieces.join('')}<p>`);
    const check = (source: string) => expect(joined(told(source))).toEqual(joined(toldByOthers(source)));
    fc.assert(fc.property(sources, check), { numRuns: 5_000 });
  });

  it.each(['<p', '<p ', '<br/', '<a href="x>y', '<a href=x', '</p', '</p ', '<!-- a', '<![CDATA[ a', '<!d', '<?a'])(
    'leaves out what the end of the text cuts off: %s',
    (end) => {
      expect(told(`a<b>c${end}`).filter((each) => !(Array.isArray(each) && each[0] === 'close'))).toEqual([
        'a',
        ['open', 'b', {}],
        'c',
      ]);
    },
  );

  it.each([['<'], ['</'], ['&am'], ['&'], ['&#x']])('takes what begins nothing for text: %s', (end) => {
    expect(told(`a${end}`).join('')).toBe(`a${end}`);
  });

  it('decodes references to characters beyond the first 65,536', () => {
    expect(told('&Afr;&#x1d504;').join('')).toBe('𝔄𝔄');
  });

  it.each(['title', 'textarea'])('decodes references in the text of %s, which nothing but its end ends', (name) => {
    const [open, ...rest] = told(`<${name}>a<b></p>&lt;</${name}s></${name.toUpperCase()} >`);
    expect([open, rest.slice(0, -1).join(''), rest.at(-1)]).toEqual([
      ['open', name, {}],
      `a<b></p><</${name}s>`,
      ['close', name],
    ]);
  });

  it('takes the names of such elements for others inside SVG', () => {
    const seen: unknown[] = [];
    readHtml('<title>a<b>', {
      open: ({ name }) => seen.push(name),
      close: () => {},
      text: (text) => seen.push(text),
      inForeignContent: () => true,
      done: () => false,
    });
    expect(seen).toEqual(['title', 'a', 'b']);
  });

  it('takes no longer for each character of a text that is a hundred times as long', () => {
    // Whatever looks for an end that is not there would look through all the rest for each of these.
    const source = '<p a=&b c>d</p>&e;<!-- --><b/>'.repeat(50_000);
    expect(told(source)).toHaveLength(250_000);
  });
});

/** Texts that follow one another as one. */
function joined(events: readonly unknown[]): readonly unknown[] {
  const all: unknown[] = [];
  for (const event of events) {
    const last = all.at(-1);
    if (typeof event === 'string' && typeof last === 'string') all[all.length - 1] = last + event;
    else all.push(event);
  }
  return all;
}
