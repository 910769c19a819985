import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cleanHtml } from '../../src/documents/html-cleaner.ts';
import { kept, voidElements } from '../../src/documents/html-elements.ts';
import { htmlDepth } from '../../src/documents/limits.ts';
import { readHtml } from '../../src/documents/read-html.ts';

const plenty = 1_000_000;
const clean = (source: string, bytes = plenty) => cleanHtml(source, bytes).html;

/** The tags of a result, strictly read: anything the writer should not write throws. */
function tagsOf(html: string): readonly { name: string; closing: boolean; attributes: string }[] {
  const rest = html.replace(/<[^<>]*>/g, '');
  if (/[<>"]|&(?!(?:amp|lt|gt|quot);)/.test(rest)) throw new Error(`not escaped: ${rest}`);
  return [...html.matchAll(/<[^<>]*>/g)].map(([tag]) => {
    const [, slash, name = '', attributes = ''] = /^<(\/?)([a-z][a-z0-9]*)((?: [a-z]+="[^"]*")*)>$/.exec(tag) ?? [];
    if (slash === undefined) throw new Error(`no tag: ${tag}`);
    return { name, closing: slash === '/', attributes };
  });
}

/** Names still open at the end, and the deepest nesting; throws where tags are crossed. */
function nesting(html: string): { open: readonly string[]; depth: number } {
  const open: string[] = [];
  let depth = 0;
  for (const { name, closing } of tagsOf(html)) {
    if (voidElements.has(name)) continue;
    if (!closing) open.push(name);
    else if (open.pop() !== name) throw new Error(`</${name}> closes something else in ${html}`);
    depth = Math.max(depth, open.length);
  }
  return { open, depth };
}

const names = [
  'div',
  'p',
  'b',
  'li',
  'ul',
  'table',
  'tr',
  'td',
  'a',
  'font',
  'center',
  'o:p',
  'br',
  'h1',
  'blockquote',
];
const hiding = ['script', 'style', 'object', 'svg', 'title', 'noscript', 'head', 'xml', 'iframe'];
const piece = fc.oneof(
  fc.constantFrom(...names).map((name) => `<${name}>`),
  fc.constantFrom(...names, ...hiding).map((name) => `</${name}>`),
  fc.constantFrom('text', ' & ', '&amp;', '&lt;b&gt;', 'ä', '🎉', '"', '&nbsp;', '<', '>', '&#0;', '\u0007', '\ud800'),
  fc.constantFrom(
    '<a href="https://x.example/?a=1&amp;b=2">',
    '<td colspan=2 onclick="x()">',
    '<img alt="A">',
    '<hr/>',
  ),
);
const wild = fc.oneof(
  piece,
  fc.constantFrom(...hiding).map((name) => `<${name}>`),
  fc.constantFrom('<!--', '-->', '<![CDATA[', ']]>', '<div', '="', '</', '<svg/>', '<a href="javascript:alert(1)">'),
  fc.string({ maxLength: 5 }),
);
const html = (pieces: fc.Arbitrary<string>) => fc.array(pieces, { maxLength: 60 }).map((all) => all.join(''));

describe('a cleaned body, whatever it came from,', () => {
  it('is well-formed, with elements that were meant to stay alone', () => {
    fc.assert(
      fc.property(html(wild), (source) => {
        const result = clean(source);
        expect(nesting(result).open).toEqual([]);
        for (const { name } of tagsOf(result)) expect(kept).toContain(name);
        expect(result.isWellFormed()).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is never larger than it may be, and well-formed when it is cut', () => {
    fc.assert(
      fc.property(html(wild), fc.nat({ max: 200 }), (source, bytes) => {
        const { html: result, truncated } = cleanHtml(source, bytes);
        expect(Buffer.byteLength(result)).toBeLessThanOrEqual(bytes);
        expect(nesting(result).open).toEqual([]);
        if (!truncated) expect(result).toBe(clean(source));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes no more than eight bytes for a character of its source: what cannot be too long is not counted', () => {
    const greedy = fc.array(
      fc.constantFrom('"', '<p>', '<b>', '&lt', '漢', '<hr>', '<td colspan=1>', "<img alt='\"'>"),
    );
    const source = fc.oneof(
      html(wild),
      greedy.map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(source, (drawn) => {
        const result = clean(drawn);
        expect(Buffer.byteLength(result)).toBeLessThanOrEqual(drawn.length * 8);
        expect(cleanHtml(drawn, drawn.length * 8 - 1).html).toBe(result.slice(0, drawn.length * 8));
      }),
      { numRuns: 1000 },
    );
  });

  it('takes a form feed for the blank that it is', () => {
    expect(clean('a\fb<a\fhref="https://x.example/">c</a>')).toBe('a b<a href="https://x.example/">c</a>');
  });

  it('holds no character that a reference stands for and that is none', () => {
    expect(clean('a&#1;b&#xfffe;c&#xd800;d')).toBe('abc\ufffdd');
  });

  it('holds all visible text, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, fc.stringMatching(/^[a-z]{1,5}$/)), { maxLength: 40 }), (parts) => {
        const source = parts.map(([markup, word]) => `${markup.replace(/^(<|>|"|<[^>]*=")$/, '')} ${word}`).join('');
        const text = clean(source).replace(/<[^>]*>/g, '');
        let from = 0;
        for (const [, word] of parts) {
          const at = text.indexOf(word, from);
          expect(at).not.toBe(-1);
          from = at + word.length;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('holds no script, style, handler or link that runs something', () => {
    const evil = fc.constantFrom(
      '<script>EVIL()</script>',
      '<style>EVIL{}</style>',
      '<a href="javascript:EVIL">',
      '<a href=" JaVaScRiPt:EVIL">',
      '<a href="java\nscript:EVIL">',
      '<a href="&#106;avascript:EVIL">',
      '<a href="data:text/html,EVIL">',
      '<a href="vbscript:EVIL">',
      '<p onclick="EVIL()" style="background:url(EVIL)" class=EVIL>',
      '<img src=x onerror=EVIL>',
      '<svg onload=EVIL><script>EVIL</script></svg>',
      '<iframe src=EVIL></iframe>',
      '<object data=EVIL></object>',
      '<!-- EVIL -->',
      '<![if EVIL]>',
      '<math><a xlink:href="javascript:EVIL">EVIL</a></math>',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, evil), { maxLength: 40 }), (pieces) => {
        const source = pieces.filter((one) => !['<', '"', '<head>'].includes(one)).join('');
        expect(clean(source)).not.toContain('EVIL');
      }),
      { numRuns: 500 },
    );
  });
});

describe('what an author wrote carelessly', () => {
  it.each([
    ['<ul><li>a<li>b</ul>c', '<ul><li>a</li><li>b</li></ul>c'],
    ['<p>a<p>b', '<p>a</p><p>b</p>'],
    ['<p>a<div>b</div>', '<p>a</p><div>b</div>'],
    ['<table><tr><td>1<td>2<tr><td>3</table>', '<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>'],
    ['<dl><dt>a<dd>b<dt>c</dl>', '<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>'],
    ['<b><i>a</b>c</i>', '<b><i>a</i></b>c'],
    ['a</div></p></b>b', 'ab'],
    ['<P>A<BR/>b</BR></P>', '<p>A<br>b<br></p>'],
    ['<font color=red>a</font><o:p>b</o:p>', 'ab'],
    ['a<img alt="x &amp; y">b', 'ax &amp; yb'],
    ['&lt;b&gt; &amp;amp; &nbsp;&eacute;', '&lt;b&gt; &amp;amp; \u00a0é'],
    ['<a href="https://x.example/?a=1&b=2">l</a>', '<a href="https://x.example/?a=1&amp;b=2">l</a>'],
    ['<a href="mailto:a@b.example">l</a><a name=x>m</a>', '<a href="mailto:a@b.example">l</a><a>m</a>'],
    ['<td colspan="2" width=3>x', '<td colspan="2">x</td>'],
  ])('%s becomes %s', (source, expected) => {
    expect(clean(source)).toBe(expected);
  });
});

describe('an element that loses its tags', () => {
  it.each(['article', 'section', 'center', 'form', 'header', 'figcaption', 'option', 'body'])(
    'keeps words apart when browsers show it as a block: %s',
    (name) => {
      expect(clean(`a<${name}>b</${name}>c`)).toBe('a\nb\nc');
    },
  );

  it.each(['font', 'o:p', 'big', 'nobr', 'label'])('keeps a word whole when it stands in a line: %s', (name) => {
    expect(clean(`a<${name}>b</${name}>c`)).toBe('abc');
  });

  it('keeps words apart below the depth where tags end', () => {
    const deep = '<div>'.repeat(htmlDepth);
    expect(clean(`${deep}<p>a<p>b<b>c</b>`)).toContain('\na\nbc');
  });
});

describe('what is left out', () => {
  it.each([
    ['<head><title>t</title><style>s</style></head>a', 'a'],
    ['<html><head><meta x><body><p>a</p></body></html>', '\n\n<p>a</p>\n\n'],
    ['<head><p>a</p>', '<p>a</p>'],
    ['a<!-- c -->b<!--[if mso]><p>x</p><![endif]--><![if !mso]>c<![endif]>', 'abc'],
    ['a<svg><title>t</title><g/><text>x</text></svg>b', 'ab'],
    ['a<svg><script/></svg>b', 'ab'],
    ['a<object><object>x</object>y</object>b', 'ab'],
    ['<div><object data=1></div>b', '<div></div>b'],
    ['<div><object><div>x</div></object>y</div>', '<div>y</div>'],
    ['a<script>"</scrip>" < b</script>c', 'ac'],
  ])('%s becomes %s', (source, expected) => {
    expect(clean(source)).toBe(expected);
  });

  it.each(['object', 'svg', 'noscript', 'xml', 'canvas', 'template'])(
    'does not take the rest of the message with it when %s is never closed',
    (name) => {
      expect(clean(`<p>before</p><${name}><p>after</p>`)).toBe('<p>before</p><p>after</p>');
    },
  );

  it.each(['xml', 'object'])('ends at once when %s closes itself', (name) => {
    expect(clean(`a<${name}/>b</${name}>c`)).toBe('abc');
  });

  it('takes a script that never ends with it', () => {
    expect(clean('a<script>b<p>c')).toBe('a');
  });
});

describe('a body that is too long', () => {
  it.each([10, 11, 12, 13, 14])(
    'is cut within its text at %i bytes, never within an entity or a character',
    (bytes) => {
      const { html: result, truncated } = cleanHtml('<p>&amp;ä🎉</p>', bytes);
      expect(truncated).toBe(bytes < 7 + 5 + 2 + 4);
      expect(['<p></p>', '<p>&amp;</p>', '<p>&amp;ä</p>']).toContain(result);
    },
  );

  it('may be exactly as long as the limit', () => {
    expect(cleanHtml('<p>abc</p>', 10)).toEqual({ html: '<p>abc</p>', truncated: false });
  });

  it('of a single text of 20 MB is cut', () => {
    const { html: result, truncated } = cleanHtml(`<p>${'x'.repeat(20_000_000)}`, 5_000_000);
    expect([Buffer.byteLength(result), truncated]).toEqual([5_000_000, true]);
  });

  it('does not spend its bytes on a link without end', () => {
    expect(clean(`<a href="https://x.example/${'x'.repeat(2_000_000)}">l</a>`)).toBe('<a>l</a>');
  });
});

describe('deep nesting', () => {
  it('keeps its text, and its tags as far as they mean something', () => {
    const result = clean(`${'<div>'.repeat(5_000)}x${'</div>'.repeat(5_000)}`);
    expect(nesting(result)).toEqual({ open: [], depth: htmlDepth });
    expect(result).toContain('x');
  });

  it.each<[string, (n: number) => string]>([
    ['unclosed elements', (n) => '<font>'.repeat(n) + '<p>a'.repeat(n)],
    ['nested elements', (n) => '<div>'.repeat(n) + '</div>'.repeat(n)],
    ['stray ends', (n) => '<div>'.repeat(n) + '</span>'.repeat(n)],
    ['crossed elements', (n) => '<b><i>'.repeat(n) + '</b></u>'.repeat(n)],
    ['hidden elements', (n) => '<object>'.repeat(n) + '<p>'.repeat(n)],
  ])('of %s is told once for each tag and text: twice as much is twice the work', (_, make) => {
    const events = (n: number) => {
      let count = 0;
      const counted = () => {
        count += 1;
      };
      const reader = { open: counted, close: counted, text: counted, done: () => false, inForeignContent: () => false };
      readHtml(make(n), reader);
      return count;
    };
    expect(events(2_000)).toBe(2 * events(1_000));
  });

  it('of 2.5 MB is no more than any other body of 2.5 MB', () => {
    // A stack that is searched for each tag takes a minute and a half over it, and jest half a minute to lose patience.
    const { truncated } = cleanHtml('<font>'.repeat(250_000) + '<p>a'.repeat(250_000), 5_000_000);
    expect(truncated).toBe(false);
  });
});
