import type { StoredDocument } from '../qbusiness/index.ts';
import type { ExpectedMessage } from './expected.ts';
import { itemIdOf, textOf } from './finding.ts';

/** A message's document, with the documents of its attachments. */
export interface FoundMessage {
  readonly document: StoredDocument;
  readonly attachments: readonly StoredDocument[];
}

export interface Matched {
  readonly found: ReadonlyMap<ExpectedMessage, FoundMessage>;
  /** Documents that nothing explains. */
  readonly extra: readonly StoredDocument[];
}

/**
 * Finds the documents of each message: by the item that they link to, within the mailbox that has it, whatever the documents say of
 * their owner. A second document of a message is one too many. A contact has no link, and is found by its owner and name.
 */
export function matchDocuments(expected: readonly ExpectedMessage[], documents: readonly StoredDocument[]): Matched {
  const byItem = new Map(expected.flatMap((message) => message.copies.map(({ itemId }) => [itemId, message] as const)));
  const byName = new Map(expected.filter(({ isContact }) => isContact).map((contact) => [nameOf(contact), contact]));
  const extra: StoredDocument[] = [];
  const found = new Map<ExpectedMessage, FoundMessage & { readonly attachments: StoredDocument[] }>();
  const byDocument = new Map<string, StoredDocument[]>();
  const isAttachment = (document: StoredDocument) => textOf(document, 'xchng_parentDocument') !== undefined;
  for (const document of documents.filter((candidate) => !isAttachment(candidate))) {
    const message = byItem.get(itemIdOf(document)) ?? byName.get(nameIn(document));
    if (message === undefined || found.has(message)) {
      extra.push(document);
    } else {
      const attachments: StoredDocument[] = [];
      found.set(message, { document, attachments });
      byDocument.set(document.id, attachments);
    }
  }
  for (const document of documents.filter(isAttachment)) {
    const siblings = byDocument.get(textOf(document, 'xchng_parentDocument') ?? '') ?? extra;
    siblings.push(document);
  }
  return { found, extra };
}

function nameOf({ owner, title }: ExpectedMessage): string {
  return JSON.stringify([owner, title]);
}

function nameIn(document: StoredDocument): string {
  return JSON.stringify([textOf(document, 'xchng_accountOwner'), textOf(document, 'xchng_contactName')]);
}
