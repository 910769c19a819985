import { searchKeyOf } from './ids.ts';
import type { WorldAttachment, WorldMessage, WorldParty } from './model.ts';
import { fileAttachment, largeAttachment, type SampleFile } from './office-files.ts';
import { outsiders, phrases } from './vocabulary.ts';

/** What messages are generated from. */
export interface GeneratorOptions {
  readonly seed: number;
  /** Store that the message comes into; makes search keys its own. */
  readonly store: string;
  readonly owner: string;
  readonly colleagues: readonly string[];
  readonly files: readonly SampleFile[];
  /** Share of messages with attachments, 0 to 1. */
  readonly attachmentShare?: number;
  /** Bytes of the largest attachment; it comes rarely. */
  readonly largestAttachment?: number;
}

/** Draws that depend on seed, store and serial alone. */
type Draw = (most: number) => number;

const start = Date.UTC(2024, 0, 2, 8);
const minutes = 60_000;

/** Words that stand in exactly one message's body, so that a test can find it in the index. */
export function tokenOf({ seed, store }: GeneratorOptions, serial: number): string {
  return `tok-${seed}-${store.replace(/[^a-z0-9]/gi, '-')}-${serial}`;
}

/** The message of a serial: always the same for the same options. */
export function generateMessage(options: GeneratorOptions, serial: number): WorldMessage {
  const draw = drawFor(options, serial);
  const phrase = phrases[draw(phrases.length)] ?? { subject: '', text: '' };
  const parties = drawParties(options, draw);
  const thread = Math.floor(serial / 4);
  const reply = serial % 4;
  const at = start + serial * 7 * minutes + draw(5) * minutes;
  const kind = kindOf(serial);
  const subject = subjectOf(kind, { phrase: phrase.subject, thread, reply });
  const dates = kind === 'dateless' ? undefined : { sent: new Date(at), received: new Date(at + 30_000) };
  const messageId = kind === 'nameless' ? undefined : `<${serial}.${options.seed}.${parties.from.address ?? 'x'}>`;
  return {
    itemClass: generatedClass(serial),
    searchKey: searchKeyOf(`${options.seed} ${options.store} ${serial}`),
    internetMessageId: messageId,
    inReplyTo: reply === 0 ? undefined : `<${serial - 1}.${options.seed}.${parties.from.address ?? 'x'}>`,
    references: undefined,
    subject,
    from: kind === 'nameless' ? undefined : parties.from,
    sender: kind === 'nameless' ? undefined : parties.from,
    to: parties.to,
    cc: parties.cc,
    bcc: [],
    replyTo: draw(20) === 0 ? [outsiders[0] ?? parties.from] : [],
    sentAt: dates?.sent,
    receivedAt: dates?.received,
    createdAt: new Date(at + 30_000),
    modifiedAt: new Date(at + 60_000),
    importance: (['Normal', 'Normal', 'Normal', 'High', 'Low'] as const)[draw(5)] ?? 'Normal',
    sensitivity: 'Normal',
    flagStatus: draw(12) === 0 ? 'Flagged' : 'NotFlagged',
    categories: draw(15) === 0 ? ['Projekt Ä', 'urgent'] : [],
    conversationTopic: subject === undefined ? undefined : `${phrase.subject} ${thread}`,
    body: bodyOf(options, { serial, text: phrase.text, reply, draw }),
    attachments: attachmentsOf(options, { serial, draw }),
  };
}

function drawFor({ seed, store }: GeneratorOptions, serial: number): Draw {
  let state = seed ^ Math.imul(serial, 0x9e3779b1);
  for (const character of store) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  return (most) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % most;
  };
}

/** Odd messages come at fixed serials, so that even a small mailbox has some of each. */
type Kind = 'plain' | 'subjectless' | 'blank' | 'dateless' | 'nameless' | 'invitation' | 'report' | 'empty';

function kindOf(serial: number): Kind {
  const kinds: readonly Kind[] = ['subjectless', 'blank', 'dateless', 'nameless', 'invitation', 'report', 'empty'];
  return serial % 9 === 5 ? (kinds[Math.floor(serial / 9) % kinds.length] ?? 'plain') : 'plain';
}

const itemClasses: Readonly<Partial<Record<Kind, string>>> = {
  invitation: 'IPM.Schedule.Meeting.Request',
  report: 'REPORT.IPM.Note.NDR',
};

/** The class of the message of a serial, without rendering it. */
export function generatedClass(serial: number): string {
  return itemClasses[kindOf(serial)] ?? 'IPM.Note';
}

function subjectOf(
  kind: Kind,
  { phrase, thread, reply }: { phrase: string; thread: number; reply: number },
): string | undefined {
  if (kind === 'subjectless') return undefined;
  if (kind === 'blank') return '   ';
  const prefix = ['', 'RE: ', 'AW: ', 'Fwd: '][reply] ?? '';
  return `${prefix}${phrase} ${thread}`;
}

function drawParties({ owner, colleagues }: GeneratorOptions, draw: Draw) {
  const people: readonly WorldParty[] = [
    ...colleagues.map((address) => ({ name: nameOf(address), address })),
    ...outsiders,
    { name: 'Legacy User', address: '/O=CORP/OU=FIRST/CN=RECIPIENTS/CN=LEGACY' },
  ];
  const pick = (): WorldParty => people[draw(people.length)] ?? { name: undefined, address: undefined };
  const to = [{ name: nameOf(owner), address: owner }, ...Array.from({ length: draw(3) }, pick)];
  return { from: pick(), to, cc: Array.from({ length: draw(3) }, pick) };
}

function nameOf(address: string): string {
  return (address.split('@')[0] ?? '').replaceAll('.', ' ');
}

interface BodyParts {
  readonly serial: number;
  readonly text: string;
  readonly reply: number;
  readonly draw: Draw;
}

function bodyOf(options: GeneratorOptions, { serial, text, reply, draw }: BodyParts): WorldMessage['body'] {
  const token = tokenOf(options, serial);
  if (kindOf(serial) === 'empty') return { type: 'Text', text: '' };
  const paragraphs = Array.from({ length: 1 + draw(6) }, () => text);
  const history = Array.from({ length: reply }, (_, back) => `${text} (${back + 1})`);
  if (draw(4) === 0) {
    const quoted = history.map((line) => `> ${line}`).join('\r\n');
    return { type: 'Text', text: `${paragraphs.join('\r\n\r\n')}\r\n${token}\r\n-- \r\nRegards\r\n${quoted}` };
  }
  return { type: 'HTML', text: htmlBody(paragraphs, { token, history }) };
}

/** Markup as Outlook makes it, noise included. */
function htmlBody(
  paragraphs: readonly string[],
  { token, history }: { token: string; history: readonly string[] },
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
    `<script>alert(1)</script>${quoted}</body></html>`
  );
}

function attachmentsOf(
  options: GeneratorOptions,
  { serial, draw }: { serial: number; draw: Draw },
): readonly WorldAttachment[] {
  const { files, attachmentShare = 0.15, largestAttachment = 0 } = options;
  const attachments: WorldAttachment[] = [];
  if (draw(1000) < attachmentShare * 1000) {
    const count = 1 + draw(2);
    for (let number = 0; number < count; number += 1) {
      const file = files[(serial + number) % files.length];
      if (file !== undefined) attachments.push(fileAttachment(file, `Anhang ${serial}-${number}.${file.extension}`));
    }
  }
  const picture = files.find(({ extension }) => extension === 'png');
  if (serial % 10 === 4 && picture !== undefined)
    attachments.push(fileAttachment(picture, 'logo.png', { contentId: 'logo' }));
  if (serial % 40 === 7)
    attachments.push({ kind: 'reference', name: 'Plan.docx', size: 100, url: 'https://share.example/plan' });
  if (serial % 40 === 11) attachments.push(nested(options, serial));
  if (largestAttachment > 0 && serial % 40 === 21)
    attachments.push(largeAttachment(`log ${serial}.txt`, largestAttachment));
  return attachments;
}

/** An attached message; it has no attachments of its own, so that nesting ends. */
function nested(options: GeneratorOptions, serial: number): WorldAttachment {
  const message = generateMessage(
    { ...options, store: `${options.store} nested`, attachmentShare: 0, files: [] },
    serial * 40,
  );
  return {
    kind: 'message',
    name: message.subject,
    size: message.body.text.length + 500,
    message: { ...message, attachments: [] },
  };
}
