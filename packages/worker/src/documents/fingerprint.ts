import { createHash } from 'node:crypto';
import type { AccessList } from './access-list.ts';
import { attributesOf } from './attributes.ts';
import { contentDigestOf } from './content-digest.ts';
import type { MailboxIdentity } from './identity.ts';
import type { MailMessage } from './mail-message.ts';
import type { QuotedHistory } from './quoted-history.ts';

/** Raise it when the same message is rendered differently: every document is then put again once. */
export const rendererVersion = 6;

/** What settings and the index have all documents of a mailbox look like. */
export interface Rendering {
  readonly access: AccessList;
  /** Custom fields that the index has. */
  readonly fields: ReadonlySet<string>;
  readonly quotedHistory: QuotedHistory;
}

/** Everything that a message's documents are built from. */
export interface MessageContext extends Rendering {
  readonly mailbox: MailboxIdentity;
  readonly message: MailMessage;
  readonly folderPath: string;
  /** Tells this put from an earlier one that failed; see the attribute `_version`. Never part of a fingerprint. */
  readonly version?: string;
}

/**
 * A digest of the settings among that: documents of copies with equal content differ, if these are the same, in what tells one
 * copy from another alone.
 */
export function renderingOf({ access, fields, quotedHistory }: Rendering): string {
  const parts = [rendererVersion, access.allow, [...fields].sort(), quotedHistory];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

/**
 * A digest of everything that decides what the index holds of a message: equal fingerprints mean that no put is needed.
 * The read flag is not in it. The web link and the folder are, because a move changes both.
 * @param contentDigest that of the message, see `contentDigestOf`; it covers subject, text and what makes it a meeting, an event
 * or a contact
 */
export function fingerprintOf(context: MessageContext, contentDigest = contentDigestOf(context.message)): string {
  const { mailbox, message, folderPath, access, fields, quotedHistory } = context;
  const attributes = attributesOf({ message, folderPath, owner: mailbox.address }, fields);
  const parties = [message.from, message.to, message.cc, message.bcc, message.replyTo];
  // Sources have orders of their own.
  const attachments = message.attachments.map(({ id: _changesWithEveryMove, ...rest }) => JSON.stringify(rest)).sort();
  const parts = [rendererVersion, contentDigest, parties, attributes, attachments, access.allow, quotedHistory];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
