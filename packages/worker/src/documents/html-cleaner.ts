import { Parser } from 'htmlparser2';
import { htmlDepth } from './limits.ts';
import { cleanText } from './text.ts';

/** Elements that carry no content of the message; what stands inside them goes too. */
const dropped: ReadonlySet<string> = new Set([
  'head',
  'title',
  'script',
  'style',
  'noscript',
  'template',
  'object',
  'embed',
  'applet',
  'iframe',
  'svg',
  'math',
  'canvas',
  'audio',
  'video',
  'xml',
]);

/** Elements that give a text its shape. Others lose their tags and keep their text. */
const kept: ReadonlySet<string> = new Set(
  (
    'a abbr address b blockquote br caption cite code col colgroup dd del dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i ins ' +
    'kbd li ol p pre q s samp small span strong sub sup table tbody td tfoot th thead tr u ul var'
  ).split(' '),
);

const voidElements: ReadonlySet<string> = new Set(['br', 'hr', 'col']);

/** Attributes that mean something to a reader, by element. Event handlers, styles and classes never do. */
const keptAttributes: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan'],
};

const linkSchemes = /^(https?|mailto):/i;

/** A cleaned body. */
export interface CleanedHtml {
  readonly html: string;
  /** The body was longer than the limit and ends early. */
  readonly truncated: boolean;
}

/**
 * The content of an HTML body without what is not content: scripts, styles, comments, images, handlers. One pass without
 * recursion, so that thousands of nested elements cost no more than as many flat ones. Never drops text for how it looks:
 * signatures and quoted history stay.
 * @param bytes upper bound of the result, roughly; text beyond it is left out
 */
export function cleanHtml(source: string, bytes: number): CleanedHtml {
  const output: string[] = [];
  const open: string[] = [];
  let size = 0;
  let skipping = 0;
  let truncated = false;

  const write = (text: string): void => {
    output.push(text);
    size += Buffer.byteLength(text);
    if (size >= bytes) truncated = true;
  };

  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        if (dropped.has(name)) skipping += 1;
        if (skipping > 0 || truncated) return;
        if (name === 'img') write(alternativeText(attributes['alt']));
        else if (voidElements.has(name)) write(`<${name}>`);
        else if (kept.has(name) && open.length < htmlDepth) {
          open.push(name);
          write(`<${name}${attributesOf(name, attributes)}>`);
        }
      },
      ontext: (text) => {
        if (skipping === 0 && !truncated) write(escapeHtml(cleanText(text)));
      },
      onclosetag: (name) => {
        if (dropped.has(name)) skipping -= 1;
        if (skipping > 0 || truncated || voidElements.has(name)) return;
        closeThrough(open, name, write);
      },
    },
    { decodeEntities: true, recognizeSelfClosing: false },
  );
  parser.write(source);
  parser.end();
  for (const name of open.reverse()) output.push(`</${name}>`);
  return { html: output.join(''), truncated };
}

/** Closes the innermost open element of this name with everything in it. One that lost its opening tag is ignored. */
function closeThrough(open: string[], name: string, write: (text: string) => void): void {
  const position = open.lastIndexOf(name);
  if (position === -1) return;
  for (const inner of open.splice(position).reverse()) write(`</${inner}>`);
}

function attributesOf(name: string, attributes: Readonly<Record<string, string>>): string {
  return (keptAttributes[name] ?? [])
    .flatMap((key) => {
      const value = attributes[key]?.trim();
      if (value === undefined || (key === 'href' && !linkSchemes.test(value))) return [];
      return [` ${key}="${escapeHtml(cleanText(value))}"`];
    })
    .join('');
}

function alternativeText(alt: string | undefined): string {
  return alt === undefined ? '' : escapeHtml(cleanText(alt));
}

/** Text as HTML shows it. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
