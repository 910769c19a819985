import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';
import type { WorldAttachment } from '../mail/index.ts';

/** Characters of text that are compared: an index may keep no more of a long one. */
const compared = 1024 * 1024;
const textTypes = /\.(txt|csv|html?|json|xml|md)$/i;

/** Whether a document holds what an attachment holds: the same bytes, or the same text whatever it was encoded in. */
export async function holds(document: Uint8Array, attachment: WorldAttachment): Promise<boolean> {
  if (attachment.kind === 'reference') return false;
  const shown = normal(Buffer.from(document).toString(), compared * 2);
  if (attachment.kind === 'message') {
    const token = /tok-[\w-]+/.exec(attachment.message.body.text)?.[0];
    return token === undefined || shown.includes(token);
  }
  const bytes = Buffer.from(await attachment.content());
  if (!textTypes.test(attachment.name ?? '') && !attachment.contentType?.startsWith('text/'))
    return hash(document) === hash(bytes);
  const text = decode(bytes, attachment.contentType ?? '');
  if (/^\s*BEGIN:VCALENDAR/i.test(text)) return summaries(text).every((summary) => shown.includes(summary));
  if (isHtml(attachment)) return words(Buffer.from(document).toString()) === words(text);
  return shown.includes(normal(text));
}

/** What events are called, with long lines put together again (RFC 5545). */
function summaries(calendar: string): readonly string[] {
  const found = calendar.replace(/\r?\n[ \t]/g, '').matchAll(/^SUMMARY[^:\r\n]*:(.*)$/gim);
  return [...found].map(([, summary = '']) => normal(summary.replace(/\\([,;\\])/g, '$1')));
}

function isHtml({ name = '', contentType = '' }: Extract<WorldAttachment, { kind: 'file' }>): boolean {
  return /\.x?html?\s*$/i.test(name) || /^text\/html/i.test(contentType);
}

/** The plain words that a reader of HTML sees: an index keeps no scripts, and may write characters in another way. */
function words(html: string): string {
  const visible = html
    .slice(0, compared)
    .replace(/<!--[\s\S]*?-->|<(head|script|style|title|svg)[\s>][\s\S]*?<\/\1>/gi, ' ')
    .replace(/<img\s[^>]*\balt="([^"]*)"[^>]*>/gi, '$1')
    .replace(/<[^>]*>|&#?\w+;/g, ' ');
  return (visible.match(/[A-Za-z0-9]+/g) ?? []).join(' ');
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** In the encoding that is declared; UTF-8 shows itself, and what declares nothing is Windows' own in most mail. */
function decode(bytes: Buffer, contentType: string): string {
  const declared = /charset="?([\w-]+)/i.exec(contentType)?.[1];
  const text = iconv.decode(bytes, 'utf-8');
  if (declared?.toLowerCase() !== 'utf-16' && Buffer.from(text).equals(bytes)) return text;
  return iconv.decode(bytes, declared !== undefined && iconv.encodingExists(declared) ? declared : 'windows-1252');
}

/** Without what indexing may change: control characters, white space, and everything after the first million characters. */
function normal(text: string, characters = compared): string {
  return text
    .slice(0, characters)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}
