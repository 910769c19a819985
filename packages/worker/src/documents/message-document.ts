import { attributesOf } from './attributes.ts';
import { encodeUtf8 } from './encode-utf8.ts';
import type { MessageContext } from './fingerprint.ts';
import { headerLines } from './header-block.ts';
import type { HeaderLine } from './header-line.ts';
import { cleanHtml } from './html-cleaner.ts';
import { escapeHtml } from './html-writer.ts';
import { documentIdOf } from './identity.ts';
import type { IndexDocument } from './index-document.ts';
import { extractedTextBytes, titleCharacters } from './limits.ts';
import type { MailMessage } from './mail-message.ts';
import { type Protection, protectionOf } from './protection.ts';
import { type QuotedHistory, withoutHistory } from './quoted-history.ts';
import { cleanLine, cleanText, cut, cutBytes } from './text.ts';

/** A document with what should be said about it. */
export interface BuiltDocument {
  readonly document: IndexDocument;
  /** For operators, for example that a body was cut. Holds nothing of the message. */
  readonly notes: readonly string[];
}

/** A message's text in the form that its body has. */
export interface RenderedMessage {
  readonly contentType: 'HTML' | 'PLAIN_TEXT';
  readonly content: Uint8Array;
  readonly notes: readonly string[];
}

const cutNotice = '[The rest of this message was left out: it is longer than the index takes.]';
const cutNote = `a message's body was cut: with its header it is longer than ${extractedTextBytes} bytes, the most that the index takes`;

/** What stands in for the text of a message that nobody here can read. */
const protectedNotices: Readonly<Record<Protection, string>> = {
  smime: '[This message is encrypted with S/MIME: its text is not in the index.]',
  'rights-managed': '[This message is protected by rights management: its text is not in the index.]',
};

/** The document of a message. */
export function buildMessageDocument(context: MessageContext): BuiltDocument {
  const { mailbox, message, folderPath, access, fields, version, quotedHistory } = context;
  const { contentType, content, notes } = renderMessage(message, { folderPath, quotedHistory });
  const document: IndexDocument = {
    id: documentIdOf(mailbox, message),
    title: titleOf(message.subject, untitled(message)),
    contentType,
    content,
    attributes: attributesOf({ message, folderPath, owner: mailbox.address, version }, fields),
    access,
  };
  return { document, notes };
}

function untitled({ contact }: MailMessage): string {
  return contact === undefined ? '(no subject)' : '(no name)';
}

/** A title that is never empty: the index refuses one. */
export function titleOf(text: string | undefined, otherwise: string): string {
  const title = cut(cleanLine(text ?? ''), titleCharacters).trimEnd();
  return title === '' ? otherwise : title;
}

/**
 * A message as HTML or plain text, with a short header block on top. Of a protected message there is no more than that
 * block: what it has for a body is its wrapper's.
 */
export function renderMessage(
  message: MailMessage,
  { folderPath, quotedHistory, more = [] }: RenderingOptions,
): RenderedMessage {
  const lines = headerLines(message, folderPath, more);
  const protection = protectionOf(message);
  if (protection !== undefined) return renderText(protectedNotices[protection], lines);
  const { body, subject } = message;
  if (body === undefined) return renderText('', lines);
  const content = quotedHistory === 'drop' ? withoutHistory(body, subject) : body.content;
  return body.format === 'html'
    ? renderHtml(content, titleOf(subject, untitled(message)), lines)
    : renderText(content, lines);
}

/** What a message does not say of itself. */
export interface RenderingOptions {
  readonly folderPath: string;
  readonly quotedHistory: QuotedHistory;
  /** Further lines of the block. */
  readonly more?: readonly HeaderLine[];
}

function renderHtml(body: string, subject: string, lines: readonly HeaderLine[]): RenderedMessage {
  const header = lines.map(([label, value]) => `<div><b>${label}:</b> ${escapeHtml(value)}</div>`).join('\n');
  const title = escapeHtml(subject);
  const head = `<html><head><meta charset="utf-8"><title>${title}</title></head><body>\n${header}\n<hr>\n`;
  const notice = `\n<p>${cutNotice}</p>`;
  const tail = '\n</body></html>';
  const { html, truncated } = cleanHtml(body, roomFor(head, notice, tail));
  return rendered('HTML', `${head}${html}${truncated ? notice : ''}${tail}`, truncated);
}

function renderText(text: string, lines: readonly HeaderLine[]): RenderedMessage {
  const header = lines.map(([label, value]) => `${label}: ${value}\n`).join('');
  const notice = `\n${cutNotice}`;
  const whole = cleanText(text);
  const body = cutBytes(whole, roomFor(header, '\n', notice, '\n'));
  const truncated = body.length < whole.length;
  return rendered('PLAIN_TEXT', `${header}\n${body}${truncated ? notice : ''}\n`, truncated);
}

/** Bytes that are left for a body beside everything else. */
function roomFor(...others: readonly string[]): number {
  return extractedTextBytes - Buffer.byteLength(others.join(''));
}

function rendered(contentType: RenderedMessage['contentType'], text: string, truncated: boolean): RenderedMessage {
  const content = encodeUtf8(text);
  if (content.byteLength > extractedTextBytes) {
    throw new RangeError(`a document of ${content.byteLength} bytes was built, more than the index takes`);
  }
  return { contentType, content, notes: truncated ? [cutNote] : [] };
}
