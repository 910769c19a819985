import { generateAttachments } from './generate-attachments.ts';
import { generateBody } from './generate-body.ts';
import { type Draw, drawFor, type GeneratorOptions, messageIdOf } from './generator-options.ts';
import { searchKeyOf } from './ids.ts';
import { generatedClass, type Kind, kindOf } from './message-kinds.ts';
import type { WorldMeeting, WorldMessage, WorldParty } from './model.ts';
import { outsiders, phrases } from './vocabulary.ts';

const start = Date.UTC(2024, 0, 2, 8);
const minutes = 60_000;
/** Messages of one thread; they come one after the other. */
const threadLength = 4;

/** The message of a serial, from 1 on: always the same for the same options. */
export function generateMessage(options: GeneratorOptions, serial: number): WorldMessage {
  const draw = drawFor(options, serial);
  const { topic, text, reply, references } = threadOf(options, serial);
  const parties = drawParties(options, draw);
  const at = drawTime(serial, draw);
  const kind = kindOf(serial);
  const dates = datesOf(kind, at);
  const meeting = meetingOf(kind, at, parties.from);
  return {
    itemClass: generatedClass(serial),
    searchKey: searchKeyOf(`${options.seed} ${options.store} ${serial}`),
    internetMessageId: hasMessageId(serial) ? messageIdOf(options, serial) : undefined,
    inReplyTo: references.at(-1),
    references: references.length === 0 ? undefined : references.join(' '),
    subject: subjectOf(kind, topic, reply),
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
    conversationTopic: topic,
    body: generateBody(options, { serial, text, reply, draw }),
    attachments: generateAttachments(options, { serial, draw, generate: generateMessage }),
    ...(meeting === undefined ? {} : { meeting }),
  };
}

/** When the message of a serial was received, without rendering it. */
export function generatedReceivedAt(options: GeneratorOptions, serial: number): Date | undefined {
  const draw = drawFor(options, serial);
  // Drawn before the time is.
  drawParties(options, draw);
  return datesOf(kindOf(serial), drawTime(serial, draw))?.received;
}

function drawTime(serial: number, draw: Draw): number {
  return start + serial * 7 * minutes + draw(5) * minutes;
}

function datesOf(kind: Kind, at: number): { readonly sent: Date; readonly received: Date } | undefined {
  return kind === 'dateless' ? undefined : { sent: new Date(at), received: new Date(at + 30_000) };
}

function hasMessageId(serial: number): boolean {
  return kindOf(serial) !== 'nameless';
}

/** What a message shares with its thread, and the ids of those that came before it there. */
function threadOf(options: GeneratorOptions, serial: number) {
  const thread = Math.floor((serial - 1) / threadLength);
  const first = thread * threadLength + 1;
  const reply = serial - first;
  const phrase = phrases[drawFor(options, -1 - thread)(phrases.length)] ?? { subject: '', text: '' };
  const before = Array.from({ length: reply }, (_, position) => first + position).filter(hasMessageId);
  return {
    topic: `${phrase.subject} ${thread}`,
    text: phrase.text,
    reply,
    references: before.map((earlier) => messageIdOf(options, earlier)),
  };
}

function subjectOf(kind: Kind, topic: string, reply: number): string | undefined {
  if (kind === 'subjectless') return undefined;
  if (kind === 'blank') return '   ';
  const prefix = ['', 'RE: ', 'AW: ', 'Fwd: '][reply] ?? '';
  return `${prefix}${topic}`;
}

function meetingOf(kind: Kind, at: number, organizer: WorldParty): WorldMeeting | undefined {
  if (!['invitation', 'answer', 'cancellation'].includes(kind)) return undefined;
  const begin = at + 48 * 60 * minutes;
  const times = { start: new Date(begin), end: new Date(begin + 45 * minutes) };
  return { uid: `meeting-${at}`, ...times, location: 'Raum 3 / Room 3', organizer };
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
