import { type Draw, type GeneratorOptions, tokenOf } from './generator-options.ts';
import type { WorldAttachment, WorldMessage } from './model.ts';
import { fileAttachment, paddedFile } from './office-files.ts';
import { largeAttachment, textFile, textFileVariants } from './text-files.ts';

/** Renders the message of a serial; handed in, because messages hold attachments that hold messages. */
export type Generate = (options: GeneratorOptions, serial: number) => WorldMessage;

/** What attachments are made from. */
interface AttachmentParts {
  readonly serial: number;
  readonly draw: Draw;
  readonly generate: Generate;
}

/** Attachments of a serial: mostly none, then those that its share gives it, and odd ones at fixed serials. */
export function generateAttachments(
  options: GeneratorOptions,
  { serial, draw, generate }: AttachmentParts,
): readonly WorldAttachment[] {
  const { files, attachmentShare = 0.15 } = options;
  const count = draw(1000) < attachmentShare * 1000 ? 1 + draw(2) : 0;
  const usual = Array.from({ length: count }, (_, number) => usualFile(options, serial, number));
  const picture = files.find(({ extension }) => extension === 'png');
  const logo =
    serial % 10 === 4 && picture !== undefined ? [fileAttachment(picture, 'logo.png', { contentId: 'logo' })] : [];
  return [...usual.flatMap((file) => file ?? []), ...logo, ...oddAttachments(options, serial, generate)];
}

/** Every second one is a text file of its own; the others are the same few documents in all messages. */
function usualFile(options: GeneratorOptions, serial: number, number: number): WorldAttachment | undefined {
  const { files } = options;
  const name = `Anhang ${serial}-${number}`;
  if ((serial + number) % 2 === 0) {
    const token = `${tokenOf(options, serial)}-file-${number}`;
    return textFile((serial >> 1) % textFileVariants, { name, token });
  }
  const file = files[(serial >> 1) % files.length];
  return file === undefined ? undefined : fileAttachment(file, `${name}.${file.extension}`);
}

function oddAttachments(options: GeneratorOptions, serial: number, generate: Generate): readonly WorldAttachment[] {
  const { largest = 0, files } = options;
  // A third, two thirds and the whole of what is allowed, in turn.
  const bytes = Math.floor((largest * (1 + (Math.floor(serial / 40) % 3))) / 3);
  switch (serial % 40) {
    case 7:
      return [{ kind: 'reference', name: 'Plan.docx', size: 100, url: 'https://share.example/plan' }];
    case 11:
      return [nested(options, serial, { levels: 2, generate })];
    case 14:
      return [plainFile(`original ${serial}.eml`, 'message/rfc822', 'Subject: original\r\n\r\nAs it came.\r\n')];
    case 17:
      return [plainFile(`invite ${serial}.ics`, 'text/calendar', invitation(`Review ${tokenOf(options, serial)}`))];
    case 21:
      return largest > 0 ? [largeAttachment(`log ${serial}.txt`, bytes, `${tokenOf(options, serial)}-log`)] : [];
    case 25: {
      const pdf = files.find(({ extension }) => extension === 'pdf');
      return largest > 0 && pdf !== undefined ? [paddedFile(pdf, `scan ${serial}.pdf`, bytes)] : [];
    }
    default:
      return [];
  }
}

function invitation(summary: string): string {
  const event = [`SUMMARY:${summary}`, 'DTSTART:20260105T090000Z', 'DTEND:20260105T100000Z', 'LOCATION:Room 4'];
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', 'UID:1', ...event, 'END:VEVENT', 'END:VCALENDAR', ''].join(
    '\r\n',
  );
}

function plainFile(name: string, contentType: string, content: string): WorldAttachment {
  const bytes = Buffer.from(content);
  const file = { name, contentType, contentId: undefined, isInline: false, size: bytes.byteLength };
  return { kind: 'file', ...file, content: async () => bytes };
}

/** An attached message with a file, and with a message attached to it as long as there are levels left. */
function nested(
  options: GeneratorOptions,
  serial: number,
  { levels, generate }: { levels: number; generate: Generate },
): WorldAttachment {
  const inside = { ...options, store: `${options.store} nested ${levels}`, attachmentShare: 0, files: [], largest: 0 };
  // Serials that begin a thread of their own and are of no special kind.
  const own = serial * 360 + 1;
  const message: WorldMessage = generate(inside, own);
  const token = `${tokenOf(inside, own)}-file`;
  const deeper = levels > 1 ? [nested(options, serial, { levels: levels - 1, generate })] : [];
  const attachments = [textFile(serial % textFileVariants, { name: `inside ${levels}`, token }), ...deeper];
  return {
    kind: 'message',
    name: message.subject,
    size: message.body.text.length + 500,
    message: { ...message, attachments },
  };
}
