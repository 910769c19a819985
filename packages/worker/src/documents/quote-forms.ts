import type { QuoteLine } from './quote-lines.ts';
import { forwardMarks, type HeaderKind, headerLabels, originalMarks, writesVerbs } from './quote-words.ts';

/** A line that says that somebody else's message is passed on below it. */
export function beginsForward({ text }: QuoteLine): boolean {
  const [first = ''] = text.trim().split('\n');
  return forwardMarks.has(plainWords(first));
}

/**
 * From this line on a message repeats an earlier one, to its end: `-----Original Message-----`, or the headers of the
 * earlier message one below the other. Forwarded messages look the same.
 */
export function beginsHistory(lines: readonly QuoteLine[], position: number): boolean {
  const { text } = lines[position] ?? { text: '' };
  return isOriginalMark(text) || isHeaderBlock(lines, position);
}

function isOriginalMark(text: string): boolean {
  return /^\s*-{2,}.{3,60}-{2,}\s*$/.test(text) && originalMarks.has(plainWords(text));
}

/** Lines of a block of headers, with long lists of recipients that are wrapped. */
const headerBlockLines = 12;

function isHeaderBlock(lines: readonly QuoteLine[], position: number): boolean {
  if (headerOf(lines[position]?.text) !== 'from') return false;
  const found = new Set<HeaderKind>();
  for (const { text } of lines.slice(position + 1, position + headerBlockLines)) {
    const header = headerOf(text);
    if (header !== undefined) found.add(header);
  }
  return found.has('date') && (found.has('to') || found.has('subject'));
}

function headerOf(text = ''): HeaderKind | undefined {
  const label = /^[\s*|]{0,4}([\p{L}'’. ]{1,24}?)[\s*]{0,3}[:：]/u.exec(text)?.[1];
  return label === undefined ? undefined : headerLabels.get(label.trim().toLowerCase());
}

/** `On Monday Ann wrote:`, in one line or in several that a mail program wrapped. */
export function isAttribution(lines: readonly string[]): boolean {
  const text = lines.join(' ').replace(/\s+/g, ' ').trim().toLowerCase();
  if (text.length > 400 || !/[:：]$/.test(text) || !writesVerbs.some((verb) => text.includes(verb))) return false;
  // Of several lines the first has to begin the sentence: what stands above it is the sender's own.
  return (
    lines.length === 1 ||
    (lines.every((line) => line.trim() !== '') && /^(?:on|am|le|el|il|em|op|den|dnia)\s.*\d/.test(text))
  );
}

/** Without the dashes, colons and spaces around it. */
function plainWords(text: string): string {
  return text
    .replace(/[-_*:\s]+/g, ' ')
    .trim()
    .toLowerCase();
}
