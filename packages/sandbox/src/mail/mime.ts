import type { WorldAttachment, WorldMessage, WorldParty } from './model.ts';

/** A whole message with its attachments in MIME. */
export async function mimeOf(message: WorldMessage): Promise<string> {
  const boundary = `=_${Buffer.from(message.searchKey).toString('hex')}`;
  const attachments = await Promise.all(message.attachments.map(attachmentPart));
  const parts = [bodyPart(message), ...attachments].map((part) => `--${boundary}\r\n${part}\r\n`);
  const headers = [
    header('From', parties(message.from === undefined ? [] : [message.from])),
    header('To', parties(message.to)),
    header('Cc', parties(message.cc)),
    header('Subject', message.subject === undefined ? '' : encoded(message.subject)),
    header('Date', message.sentAt?.toUTCString() ?? ''),
    header('Message-ID', message.internetMessageId ?? ''),
    header('In-Reply-To', message.inReplyTo ?? ''),
    header('References', message.references ?? ''),
    'MIME-Version: 1.0\r\n',
    `Content-Type: multipart/mixed; boundary="${boundary}"\r\n`,
  ];
  return `${headers.join('')}\r\n${parts.join('')}--${boundary}--\r\n`;
}

function header(name: string, value: string): string {
  return value === '' ? '' : `${name}: ${value}\r\n`;
}

/** A word of RFC 2047, so that headers stay in ASCII. */
function encoded(text: string): string {
  return `=?utf-8?B?${Buffer.from(text.toWellFormed()).toString('base64')}?=`;
}

function parties(all: readonly WorldParty[]): string {
  return all
    .filter(({ address }) => address?.includes('@'))
    .map(({ name, address }) => (name === undefined ? `<${address}>` : `${encoded(name)} <${address}>`))
    .join(', ');
}

function bodyPart({ body: { type, text } }: WorldMessage): string {
  const media = type === 'HTML' ? 'text/html' : 'text/plain';
  return base64Part(`${media}; charset=utf-8`, Buffer.from(text.toWellFormed()));
}

async function attachmentPart(attachment: WorldAttachment): Promise<string> {
  if (attachment.kind === 'message') return `Content-Type: message/rfc822\r\n\r\n${await mimeOf(attachment.message)}`;
  if (attachment.kind === 'reference') return base64Part('text/uri-list', Buffer.from(attachment.url));
  const { name = 'attachment', contentType = 'application/octet-stream', contentId, isInline } = attachment;
  const disposition = `Content-Disposition: ${isInline ? 'inline' : 'attachment'}; filename="${encoded(name)}"\r\n`;
  const id = contentId === undefined ? '' : `Content-ID: <${contentId}>\r\n`;
  return disposition + id + base64Part(contentType, Buffer.from(await attachment.content()));
}

function base64Part(contentType: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').replace(/.{76}/g, '$&\r\n');
  return `Content-Type: ${contentType}\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines}`;
}
