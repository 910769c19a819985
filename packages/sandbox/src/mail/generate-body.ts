import { type Draw, type GeneratorOptions, tokenOf } from './generator-options.ts';
import { kindOf } from './message-kinds.ts';
import type { WorldMessage } from './model.ts';
import { newsletter } from './newsletter.ts';

/** What a body is made from. */
export interface BodyParts {
  readonly serial: number;
  readonly text: string;
  /** How many messages of the thread came before. */
  readonly reply: number;
  readonly draw: Draw;
}

export function generateBody(
  options: GeneratorOptions,
  { serial, text: sentence, reply, draw }: BodyParts,
): WorldMessage['body'] {
  const token = tokenOf(options, serial);
  if (kindOf(serial) === 'empty') return { type: 'Text', text: '' };
  const paragraphs = Array.from({ length: 1 + draw(6) }, () => sentence);
  const history = Array.from({ length: reply }, (_, back) => `${sentence} (${back + 1})`);
  if (options.bodyBytes === undefined && draw(4) === 0) {
    const quoted = history.map((line) => `> ${line}`).join('\r\n');
    const text = `${paragraphs.join('\r\n\r\n')}\r\n${token}\r\n-- \r\nRegards\r\n`;
    return { type: 'Text', text: `${text}${filling(options, serial, 'row after row after row\r\n')}${quoted}` };
  }
  const rest = filling(options, serial, '<p>A report that somebody pasted, row after row after row.</p>\r\n');
  const text = htmlBody(paragraphs, { token, history, rest });
  const { bodyBytes = 0 } = options;
  const missing = bodyBytes - Buffer.byteLength(text);
  if (missing <= 0) return { type: 'HTML', text };
  return { type: 'HTML', text: htmlBody(paragraphs, { token, history, rest: rest + newsletter(missing, draw) }) };
}

/** Text that makes a body large, in one of forty messages. */
function filling({ largest = 0 }: GeneratorOptions, serial: number, line: string): string {
  return largest > 0 && serial % 40 === 31 ? line.repeat(Math.ceil(largest / line.length)) : '';
}

/** Markup as Outlook makes it, noise included. */
function htmlBody(
  paragraphs: readonly string[],
  { token, history, rest }: { token: string; history: readonly string[]; rest: string },
): string {
  const encode = (line: string) => line.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const lines = paragraphs
    .map((line) => `<p class="MsoNormal" style="margin:0">${encode(line)}<o:p></o:p></p>`)
    .join('\r\n');
  const quoted = history
    .map(
      (line) =>
        `<div style="border:none;border-top:solid #E1E1E1 1.0pt"><blockquote>${encode(line)}</blockquote></div>`,
    )
    .join('');
  return (
    '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta http-equiv="Content-Type" content="text/html; ' +
    'charset=utf-8"><style>p.MsoNormal {font-size:11pt}</style><!--[if gte mso 9]><xml></xml><![endif]--></head>' +
    `<body lang="EN-US">${lines}<p>${token}</p><table><tr><td>A</td><td>1&nbsp;000 &euro;</td></tr></table>` +
    '<a href="https://intranet.example/a?b=1&amp;c=2">link</a><img src="cid:logo" alt="logo">' +
    `<script>alert(1)</script>${rest}${quoted}</body></html>`
  );
}
