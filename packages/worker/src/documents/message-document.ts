import { attributesOf } from './attributes.ts';
import type { MessageContext } from './fingerprint.ts';
import { headerLines } from './header-block.ts';
import { cleanHtml, escapeHtml } from './html-cleaner.ts';
import { documentIdOf } from './identity.ts';
import type { IndexDocument } from './index-document.ts';
import { extractedTextBytes, titleCharacters } from './limits.ts';
import type { MailMessage } from './mail-message.ts';
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

/** Room for the header block and the markup around a body. */
const frameBytes = 64 * 1024;
const bodyBytes = extractedTextBytes - frameBytes;
const cutNotice = '[The rest of this message was left out: it is longer than the index takes.]';
const cutNote = `a message's body was cut to ${bodyBytes} bytes, the most that the index takes`;

/** The document of a message. */
export function buildMessageDocument(context: MessageContext): BuiltDocument {
  const { mailbox, message, folderPath, access, fields } = context;
  const { contentType, content, notes } = renderMessage(message, folderPath);
  const document: IndexDocument = {
    id: documentIdOf(mailbox, message),
    title: titleOf(message.subject, '(no subject)'),
    contentType,
    content,
    attributes: attributesOf({ message, folderPath, owner: mailbox.address }, fields),
    access,
  };
  return { document, notes };
}

/** A title that is never empty: the index refuses one. */
export function titleOf(text: string | undefined, otherwise: string): string {
  const title = cut(cleanLine(text ?? ''), titleCharacters).trimEnd();
  return title === '' ? otherwise : title;
}

/**
 * A message as HTML or plain text, with a short header block on top.
 * @param more further lines of the block, label and value
 */
export function renderMessage(
  message: MailMessage,
  folderPath: string,
  more: readonly (readonly [string, string])[] = [],
): RenderedMessage {
  const lines = [...headerLines(message, folderPath), ...more];
  return message.body?.format === 'html' ? renderHtml(message, lines) : renderText(message, lines);
}

function renderHtml(message: MailMessage, lines: readonly (readonly [string, string])[]): RenderedMessage {
  const { html, truncated } = cleanHtml(message.body?.content ?? '', bodyBytes);
  const header = lines.map(([label, value]) => `<div><b>${label}:</b> ${escapeHtml(value)}</div>`).join('\n');
  const title = escapeHtml(titleOf(message.subject, '(no subject)'));
  const notice = truncated ? `\n<p>${cutNotice}</p>` : '';
  const page =
    `<html><head><meta charset="utf-8"><title>${title}</title></head><body>\n` +
    `${header}\n<hr>\n${html}${notice}\n</body></html>`;
  return { contentType: 'HTML', content: encode(page), notes: truncated ? [cutNote] : [] };
}

function renderText(message: MailMessage, lines: readonly (readonly [string, string])[]): RenderedMessage {
  const whole = cleanText(message.body?.content ?? '');
  const body = cutBytes(whole, bodyBytes);
  const truncated = body.length < whole.length;
  const header = lines.map(([label, value]) => `${label}: ${value}`).join('\n');
  const page = `${header}\n\n${body}${truncated ? `\n${cutNotice}` : ''}\n`;
  return { contentType: 'PLAIN_TEXT', content: encode(page), notes: truncated ? [cutNote] : [] };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
