import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { beginsAsMbox, mboxMessages } from './mbox.ts';

/** A file of a folder of mail. */
export interface MailFile {
  readonly path: string;
  /** Path from the folder of mail, for people. */
  readonly name: string;
}

/** What a file is: mail of one kind, or why it is none. */
export type FileKind = { readonly mail: 'message' | 'mbox' } | { readonly ignored: string };

/** Files of a folder, its own or all below it, in the order of their names. */
export function filesOf(root: string, folder: string, { below }: { readonly below: boolean }): readonly MailFile[] {
  return readdirSync(folder, { recursive: below, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path, name: relative(root, path) }));
}

/** Looks at a file's name, place and beginning. */
export function kindOf({ path }: MailFile): FileKind {
  const place = basename(dirname(path));
  if (place === 'tmp' && isMaildir(dirname(dirname(path)))) return { ignored: 'not yet delivered (tmp of a Maildir)' };
  const start = beginning(path);
  if (beginsAsMbox(start)) return { mail: 'mbox' };
  if (['cur', 'new'].includes(place)) return { mail: 'message' };
  const extension = extname(path).toLowerCase();
  if (extension === '.eml') return { mail: 'message' };
  if (['.mbox', '.mbx'].includes(extension)) return { ignored: 'no mbox: it does not begin with "From " and a date' };
  if (extension !== '') return { ignored: `not a kind of mail file (${extension})` };
  // Mail is often stored without an extension; prose is not mail.
  return start === '' || /^[!-9;-~]+:/.test(start)
    ? { mail: 'message' }
    : { ignored: 'it does not begin with a header of a message' };
}

function isMaildir(folder: string): boolean {
  const names = readdirSync(folder);
  return names.includes('cur') && names.includes('new');
}

const beginningBytes = 1024;

function beginning(path: string): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(beginningBytes);
    return bytes.toString('latin1', 0, readSync(file, bytes, 0, beginningBytes, 0));
  } finally {
    closeSync(file);
  }
}

/** The messages in a file of this kind, one at a time. */
export async function* messagesIn({ path }: MailFile, kind: 'message' | 'mbox'): AsyncIterable<Buffer> {
  if (kind === 'mbox') yield* mboxMessages(path);
  else yield readFileSync(path);
}
