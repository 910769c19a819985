import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { searchKeyOf } from './ids.ts';
import { filesOf, kindOf, type MailFile, messagesIn } from './mail-files.ts';
import { openSpool } from './message-spool.ts';
import { parseMessage } from './parse-message.ts';
import type { ChangeableWorld } from './world.ts';

/** What was found in a folder of mail. */
export interface ImportResult {
  readonly messages: number;
  /** Files that were left out, with the reason. */
  readonly ignored: readonly IgnoredFile[];
}

export interface IgnoredFile {
  /** Path from the folder of mail. */
  readonly name: string;
  readonly reason: string;
}

/** A folder that cannot be served as mail. */
export class MailFolderError extends Error {
  override readonly name = 'MailFolderError';
}

/**
 * Serves real mail: each subfolder becomes a mailbox, files directly in the folder go to `mail@mail.example`. Messages are
 * parsed once and kept in a file.
 * @throws MailFolderError when the folder is not there or holds no mail
 */
export async function importMail(world: ChangeableWorld, folder: string): Promise<ImportResult> {
  const ignored: IgnoredFile[] = [];
  const mail: { readonly group: string; readonly files: readonly FoundFile[] }[] = [];
  for (const { group, files } of groupsOf(folder)) {
    const found = files.map((file) => ({ file, kind: kindOf(file) }));
    ignored.push(
      ...found.flatMap(({ file, kind }) => ('ignored' in kind ? { name: file.name, reason: kind.ignored } : [])),
    );
    const good = found.flatMap(({ file, kind }) => ('mail' in kind ? { file, kind: kind.mail } : []));
    if (good.length > 0) mail.push({ group, files: good });
  }
  if (mail.length === 0) {
    throw new MailFolderError(
      `There is no mail in ${folder}: none of its ${ignored.length} files is a message (.eml), an mbox file or part of a Maildir.`,
    );
  }
  const names = new Set<string>();
  let messages = 0;
  for (const { group, files } of mail) {
    const name = nameOf(group, names);
    names.add(name);
    messages += await fillMailbox(world, `${name}@mail.example`, files);
  }
  return { messages, ignored };
}

/** A file that holds mail. */
interface FoundFile {
  readonly file: MailFile;
  readonly kind: 'message' | 'mbox';
}

/** The files of each mailbox. */
function groupsOf(folder: string): readonly { readonly group: string; readonly files: readonly MailFile[] }[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new MailFolderError(
      `${folder} is not a folder; --mail takes a folder of .eml files, mbox files or Maildirs.`,
    );
  }
  const own = { group: 'mail', files: filesOf(folder, folder, { below: false }) };
  const subfolders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const names = subfolders.map(({ name }) => name).sort();
  return [own, ...names.map((group) => ({ group, files: filesOf(folder, join(folder, group), { below: true }) }))];
}

/** A local part for a folder's name; a hash of it tells apart what would be the same, and names what has no letters here. */
function nameOf(group: string, taken: ReadonlySet<string>): string {
  const letters = group
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const hash = createHash('sha256').update(group).digest('hex').slice(0, 8);
  if (letters === '') return `mail-${hash}`;
  return taken.has(letters) ? `${letters}-${hash}` : letters;
}

async function fillMailbox(world: ChangeableWorld, address: string, files: readonly FoundFile[]): Promise<number> {
  const { primary } = world.addMailbox(address);
  const inbox = primary.wellKnown('inbox')?.id ?? '';
  const spool = openSpool();
  let count = 0;
  for (const { file, kind } of files) {
    for await (const source of messagesIn(file, kind)) {
      const message = await parseMessage(source, file.name);
      // Two files with the same content are two messages, not two copies of one.
      const searchKey = searchKeyOf(`${address} ${count} ${Buffer.from(message.searchKey).toString('hex')}`);
      primary.deliver(inbox, await spool.keep({ ...message, searchKey }), message.itemClass);
      count += 1;
    }
  }
  return count;
}
