import type { WorldAttachment } from '../mail/index.ts';
import type { StoredDocument } from '../qbusiness/index.ts';
import { holds } from './attachment-content.ts';
import type { ExpectedMessage } from './expected.ts';
import { type Finding, findingOf, itemIdOf, textOf } from './finding.ts';
import type { FoundMessage } from './match.ts';

/** How the documents of one message differ from it. */
export interface Differences {
  /** What is wrong with the message's own document; none: it is in the index as it should be. */
  readonly message: readonly Finding[];
  /** Attachments that are not there as they should be. */
  readonly attachments: readonly Finding[];
  /** Attachments that the message does not have. */
  readonly surplus: readonly Finding[];
}

export async function differencesOf(message: ExpectedMessage, found: FoundMessage | undefined): Promise<Differences> {
  const finding = (what: string) => findingOf(message, what);
  if (found === undefined) {
    const attachments = message.attachments.map((attachment) => finding(nameOf(attachment)));
    return { message: [finding('the message')], attachments, surplus: [] };
  }
  const { missing, left } = await attachmentsOf(message, found);
  return {
    message: messageProblems(message, found.document).map(finding),
    attachments: missing.map(finding),
    surplus: left.map(({ title = '' }) => finding(`a document of an attachment "${title}"`)),
  };
}

function messageProblems(
  { title, token, copies, isContact }: ExpectedMessage,
  document: StoredDocument,
): readonly string[] {
  const shown = copies.find(({ itemId }) => isContact || itemId === itemIdOf(document));
  return [
    ...(document.title === title ? [] : ['the title of the message']),
    ...(token === undefined || Buffer.from(document.content).toString().includes(token)
      ? []
      : ['the text of the message']),
    ...(samePath(textOf(document, 'xchng_folder'), shown?.folder) ? [] : ['the folder of the message']),
  ];
}

/** Spaces around a name do not count: people do not see them. */
function samePath(path = '', expected = ''): boolean {
  const plain = (text: string) =>
    text
      .replace(/\s*\/\s*/g, '/')
      .replace(/\s+/g, ' ')
      .trim();
  return plain(path) === plain(expected);
}

async function attachmentsOf(
  { attachments }: ExpectedMessage,
  found: FoundMessage,
): Promise<{ readonly missing: readonly string[]; readonly left: readonly StoredDocument[] }> {
  const missing: string[] = [];
  const left = [...found.attachments];
  for (const attachment of attachments) {
    const named = left.filter(({ title = '' }) => sameName(title, attachment.name ?? ''));
    const held = await firstOf(named, (candidate) => holds(candidate.content, attachment));
    const taken = held ?? named[0];
    if (taken !== undefined) left.splice(left.indexOf(taken), 1);
    if (taken === undefined) missing.push(nameOf(attachment));
    else if (held === undefined) missing.push(`the content of ${nameOf(attachment)}`);
  }
  return { missing, left };
}

async function firstOf<T>(all: readonly T[], fits: (one: T) => Promise<boolean>): Promise<T | undefined> {
  for (const one of all) if (await fits(one)) return one;
  return undefined;
}

/** An attachment without a name gets one made up. */
function sameName(title: string, name: string): boolean {
  const expected = name.replace(/\s+/g, ' ').trim();
  return expected === '' || title === expected;
}

function nameOf({ name = '' }: WorldAttachment): string {
  return name.trim() === '' ? 'an attachment without a name' : `the attachment "${name.trim()}"`;
}
