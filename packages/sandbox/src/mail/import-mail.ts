import { readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { type AddressObject, type Attachment, type ParsedMail, simpleParser } from 'mailparser';
import { searchKeyOf } from './ids.ts';
import type { WorldAttachment, WorldMessage, WorldParty } from './model.ts';
import type { ChangeableWorld } from './world.ts';

/** What was found in a folder of mail. */
export interface ImportResult {
  readonly messages: number;
  /** Files that hold no mail. */
  readonly ignored: readonly string[];
}

/**
 * Serves real mail: each subfolder becomes a mailbox, files directly in the folder go to `mail@mail.example`. A message
 * that cannot be parsed is kept as plain text: whatever arrives has to be shown.
 */
export async function importMail(world: ChangeableWorld, folder: string): Promise<ImportResult> {
  const ignored: string[] = [];
  let messages = 0;
  const own = readdirSync(folder, { withFileTypes: true });
  const groups = [
    { name: 'mail', path: folder, files: own.filter((entry) => entry.isFile()).map(({ name }) => name) },
    ...own
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => ({ name, path: join(folder, name), files: filesBelow(join(folder, name)) })),
  ];
  for (const { name, path, files } of groups) {
    const contents = await Promise.all(files.sort().map((file) => readMail(join(path, file))));
    ignored.push(...files.filter((_, position) => contents[position]?.length === 0).map((file) => join(name, file)));
    const mail = contents.flat();
    if (mail.length === 0) continue;
    const mailbox = world.addMailbox(`${slug(name)}@mail.example`, {});
    const inbox = mailbox.primary.wellKnown('inbox');
    mail.forEach((message, number) => {
      // Two files with the same content are two messages, not two copies of one.
      const searchKey = searchKeyOf(`${name} ${number} ${Buffer.from(message.searchKey).toString('hex')}`);
      mailbox.primary.deliver(inbox?.id ?? '', () => ({ ...message, searchKey }));
    });
    messages += mail.length;
  }
  return { messages, ignored };
}

function filesBelow(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1));
}

function slug(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '') || 'mail'
  );
}

/** The messages in a file; none when it is no mail. */
async function readMail(path: string): Promise<readonly WorldMessage[]> {
  const extension = extname(path).toLowerCase();
  if (extension === '.mbox') {
    // Each message begins with a "From " line; lines of text that look like one are quoted with ">".
    const parts = readFileSync(path, 'latin1')
      .split(/^From .*\r?\n/m)
      .slice(1);
    return Promise.all(parts.map((part) => toMessage(Buffer.from(part.replace(/^>(>*From )/gm, '$1'), 'latin1'))));
  }
  // Mail is often stored without an extension; notices in capitals are not mail.
  const isMail = extension === '.eml' || (extension === '' && !/^[A-Z]+$/.test(basename(path)));
  return isMail ? [await toMessage(readFileSync(path), basename(path))] : [];
}

async function toMessage(source: Buffer, name = 'message'): Promise<WorldMessage> {
  try {
    return fromParsed(await simpleParser(source, { skipImageLinks: true }), source);
  } catch {
    return { ...emptyMessage(source), subject: name, body: { type: 'Text', text: source.toString('latin1') } };
  }
}

const epoch = new Date(Date.UTC(2026, 0, 1));

function emptyMessage(source: Buffer): WorldMessage {
  return {
    itemClass: 'IPM.Note',
    searchKey: searchKeyOf(source.toString('base64')),
    internetMessageId: undefined,
    inReplyTo: undefined,
    references: undefined,
    subject: undefined,
    from: undefined,
    sender: undefined,
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    sentAt: undefined,
    receivedAt: undefined,
    createdAt: epoch,
    modifiedAt: epoch,
    importance: 'Normal',
    sensitivity: 'Normal',
    flagStatus: 'NotFlagged',
    categories: [],
    conversationTopic: undefined,
    body: { type: 'Text', text: '' },
    attachments: [],
  };
}

async function fromParsed(mail: ParsedMail, source: Buffer): Promise<WorldMessage> {
  const sentAt = mail.date !== undefined && Number.isFinite(mail.date.getTime()) ? mail.date : undefined;
  return {
    ...emptyMessage(source),
    internetMessageId: mail.messageId,
    inReplyTo: mail.inReplyTo,
    references: [mail.references ?? []].flat().join(' ') || undefined,
    subject: mail.subject,
    from: parties(mail.from)[0],
    sender: parties(mail.from)[0],
    to: parties(mail.to),
    cc: parties(mail.cc),
    bcc: parties(mail.bcc),
    replyTo: parties(mail.replyTo),
    sentAt,
    receivedAt: sentAt,
    conversationTopic: mail.subject?.replace(/^(re|fwd?|aw):\s*/i, ''),
    body: mail.html ? { type: 'HTML', text: mail.html } : { type: 'Text', text: mail.text ?? '' },
    attachments: await Promise.all(mail.attachments.map(toAttachment)),
  };
}

function parties(addresses: AddressObject | AddressObject[] | undefined): readonly WorldParty[] {
  return [addresses ?? []]
    .flat()
    .flatMap(({ value }) => value)
    .flatMap((entry) => [entry, ...(entry.group ?? [])])
    .map(({ name, address }) => ({ name: name || undefined, address: address || undefined }))
    .filter(({ name, address }) => name !== undefined || address !== undefined);
}

async function toAttachment(attachment: Attachment): Promise<WorldAttachment> {
  const { content, contentType, filename, cid, contentDisposition, related } = attachment;
  if (contentType === 'message/rfc822') {
    const message = await toMessage(content);
    return { kind: 'message', name: message.subject ?? filename, size: content.byteLength, message };
  }
  return {
    kind: 'file',
    name: filename || undefined,
    contentType: contentType || undefined,
    contentId: cid || undefined,
    isInline: related || contentDisposition === 'inline',
    size: content.byteLength,
    content: async () => content,
  };
}
