import { createReadStream } from 'node:fs';

/** `From ` with a sender and a date as `ctime` writes it: what begins a message in an mbox file, and no sentence. */
const envelope =
  /^From \S.*?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d{1,2}|\d{1,2}\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))\b.*\b\d{4}\b/;

/** Whether a text begins as an mbox file does. */
export function beginsAsMbox(text: string): boolean {
  return envelope.test(text.split(/\r?\n/, 1)[0] ?? '');
}

/**
 * The messages of an mbox file, one at a time, by the rules of mboxrd: a message begins with a line that holds an envelope
 * and stands first or after an empty line; lines of text that could be taken for one are quoted with `>`, which goes.
 */
export async function* mboxMessages(path: string): AsyncIterable<Buffer> {
  let lines: string[] | undefined;
  let afterEmpty = true;
  for await (const line of linesOf(path)) {
    const content = line.replace(/\r?\n$/, '');
    if (afterEmpty && envelope.test(content)) {
      if (lines !== undefined) yield message(lines);
      lines = [];
    } else {
      lines?.push(line.replace(/^>(>*From )/, '$1'));
    }
    afterEmpty = content === '';
  }
  if (lines !== undefined) yield message(lines);
}

/** The empty line before the next envelope belongs to the file, not to the message. */
function message(lines: readonly string[]): Buffer {
  const last = lines.at(-1)?.trim() === '' ? -1 : lines.length;
  return Buffer.from(lines.slice(0, last).join(''), 'latin1');
}

/** Lines with their ends; Latin-1 keeps every byte as it is. */
async function* linesOf(path: string): AsyncIterable<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'latin1') as AsyncIterable<string>) {
    const parts = (rest + chunk).split(/(?<=\n)/);
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest !== '') yield rest;
}
