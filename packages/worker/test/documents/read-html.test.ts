import { describe, expect, it } from '@jest/globals';
import { readHtml } from '../../src/documents/read-html.ts';

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
    expect(told('<a title="&Afr;">&Afr;&amp;')).toEqual([['open', 'a', { title: '𝔄' }], '𝔄', '&']);
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
});
