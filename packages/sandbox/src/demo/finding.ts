import { createHash } from 'node:crypto';
import type { StoredDocument } from '../qbusiness/index.ts';
import type { ExpectedMessage } from './expected.ts';

/** One thing that is not as it should be, and where. */
export interface Finding {
  /** Digest of the item's id, as the worker's log shows it; empty when nothing says which item it is. */
  readonly item: string;
  readonly mailbox: string;
  readonly folder: string;
  /** What is wrong with it. */
  readonly what: string;
  /** Why it cannot be otherwise, as the worker has it on record. */
  readonly reason?: string;
}

/** About a message of the mailboxes. */
export function findingOf({ owner, copies: [copy] }: ExpectedMessage, what: string): Finding {
  return { item: digest(copy?.itemId ?? ''), mailbox: owner, folder: copy?.folder ?? '', what };
}

/** About a document, by what it says of itself. */
export function findingOfDocument(document: StoredDocument, what: string): Finding {
  return {
    item: digest(itemIdOf(document)),
    mailbox: textOf(document, 'xchng_accountOwner') ?? '',
    folder: textOf(document, 'xchng_folder') ?? '',
    what,
  };
}

export function textOf({ attributes }: StoredDocument, name: string): string | undefined {
  return attributes.get(name)?.stringValue;
}

/** The item that a document links to; empty without a link. */
export function itemIdOf(document: StoredDocument): string {
  const uri = textOf(document, '_source_uri') ?? '';
  return URL.canParse(uri) ? (new URL(uri).searchParams.get('ItemID') ?? '') : '';
}

function digest(itemId: string): string {
  return itemId === '' ? '' : createHash('sha256').update(itemId).digest('hex').slice(0, 12);
}
