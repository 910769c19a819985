import type { Fence, LeaseStore } from './lease-store.ts';
import type { MailboxRef } from './mail-source.ts';

/** What the engine remembers, for all mailboxes. DynamoDB is the adapter; `memory/` holds a twin. */
export interface StateStore {
  /**
   * Makes the store usable, creating what is missing. Safe when many workers call it in the same second.
   * @throws ConnectorError of kind `configuration` when the table belongs to something else.
   */
  prepare(signal: AbortSignal): Promise<void>;
  /** The state of one store of one mailbox, to be read. Makes no call. */
  view(mailbox: MailboxRef): MailboxView;
  /** The state of one store of one mailbox, for the process that has its lease. Makes no call. */
  open(mailbox: MailboxRef, fence: Fence): MailboxState;
  readonly leases: LeaseStore;
  /** Remembers that there is state of a store; before any of it is written. Idempotent. */
  register(mailbox: MailboxRef): Promise<void>;
  /** Forgets that; after all of it is gone. */
  unregister(mailbox: MailboxRef): Promise<void>;
  /** The stores that there may be state of, page by page. */
  scanStores(): AsyncIterable<readonly MailboxRef[]>;
  close(): Promise<void>;
}

/** All state of one store of one mailbox. Reads are strongly consistent. */
export interface MailboxView {
  readMailbox(): Promise<MailboxRecord | undefined>;
  /** The documents that were being put when the last chunk began; see `InFlightDocument`. */
  readInFlight(): Promise<readonly InFlightDocument[]>;
  /** The pages that were begun and, as far as is known, not finished: at most one of each folder. */
  readOpenPages(): Promise<readonly OpenPage[]>;
  /** All folders, in no order. Their number is bounded by the mailbox's folders, not its messages. */
  readFolders(): Promise<readonly FolderRecord[]>;
  /** The known ones among these items of a folder. */
  readItems(folderId: string, itemIds: readonly string[]): Promise<ReadonlyMap<string, ItemRecord>>;
  /** The failures on record among these items of a folder. */
  readFailures(folderId: string, itemIds: readonly string[]): Promise<ReadonlyMap<string, FailureRecord>>;
  /** The known ones among these documents. */
  readDocuments(documentIds: readonly string[]): Promise<ReadonlyMap<string, DocumentRecord>>;
  /** All items of a folder, page by page, never all in memory. */
  scanItems(folderId: string): AsyncIterable<readonly ItemRecord[]>;
  /** How many documents of messages are known. Reads them all: not for runs with nothing to do. */
  countDocuments(): Promise<number>;
  /** Deletions that were held back, if any. */
  readHeld(): Promise<HeldDeletions | undefined>;
  /** Documents whose last copy is gone, page by page. */
  scanOrphans(): AsyncIterable<readonly string[]>;
  /** Items to try again, page by page. */
  scanFailures(): AsyncIterable<readonly FailureRecord[]>;
}

/** State that may be written, for as long as the lease it was opened under is on record. */
export interface MailboxState extends MailboxView {
  /**
   * Applies the writes in the order given: a crash leaves a prefix of them done, so put what others depend on first.
   * Each write is idempotent.
   * @throws ConnectorError of kind `lease-lost` when the lease is gone; none of what is left is then written
   */
  write(writes: readonly StateWrite[]): Promise<void>;
  /** Nothing but the proof that the lease is still on record, for what is written elsewhere. @throws as `write` */
  confirm(): Promise<void>;
}

export type StateWrite =
  | { readonly kind: 'put-mailbox'; readonly record: MailboxRecord }
  /** Replaces the whole list; one row for each store of a mailbox. */
  | { readonly kind: 'put-in-flight'; readonly documents: readonly InFlightDocument[] }
  | { readonly kind: 'put-folder'; readonly record: FolderRecord }
  | { readonly kind: 'delete-folder'; readonly folderId: string }
  /** Replaces what is on file for the folder. */
  | { readonly kind: 'put-open-page'; readonly record: OpenPage }
  | { readonly kind: 'delete-open-page'; readonly folderId: string }
  | { readonly kind: 'put-item'; readonly record: ItemRecord }
  | { readonly kind: 'delete-item'; readonly folderId: string; readonly itemId: string }
  | { readonly kind: 'put-document'; readonly record: DocumentRecord }
  | { readonly kind: 'delete-document'; readonly documentId: string }
  | { readonly kind: 'put-orphan'; readonly documentId: string }
  | { readonly kind: 'delete-orphan'; readonly documentId: string }
  | { readonly kind: 'put-held'; readonly record: HeldDeletions }
  | { readonly kind: 'delete-held' }
  | { readonly kind: 'delete-mailbox' }
  | { readonly kind: 'put-failure'; readonly record: FailureRecord }
  | { readonly kind: 'delete-failure'; readonly folderId: string; readonly itemId: string };

/** One store of one mailbox as a whole. */
export interface MailboxRecord {
  /** Where the folder tree was read up to. */
  readonly folderCursor?: string;
  /** Number of the newest full run begun; 0 before the first. */
  readonly fullRun: number;
  /** That full run has been completed. */
  readonly fullRunDone: boolean;
  /** When a run last completed for this store, milliseconds since the epoch. */
  readonly completedAt?: number;
  /** Runs in a row that did not read every folder, because a look told that nothing had happened. */
  readonly looks?: number;
}

export interface FolderRecord {
  readonly id: string;
  readonly parentId?: string;
  readonly name: string;
  readonly folderClass?: string;
  readonly wellKnownName?: string;
  /** Path of names from the tree's root, joined by `/`, as its documents carry it; absent before the first listing. */
  readonly path?: string;
  /** What another source's reading had come to, for as long as the listing that replaces it is open. */
  readonly earlier?: EarlierReading;
  /** Where the folder's items were read up to; absent before the first page and when a listing starts afresh. */
  readonly cursor?: string;
  /** Number of the newest listing from scratch; its items carry it. */
  readonly listing: number;
  /** Pages since then that are on file as finished. */
  readonly pages: number;
  /** The listing has not reached its end, so items it has not shown yet prove nothing. */
  readonly listingOpen: boolean;
  /** The open listing reads unchanged items too: a full run, or the folder's path changed. */
  readonly refetch: boolean;
  /**
   * Items of listings up to this one are another source's, and were not found through the one that reads the folder now while
   * some message could not be read: they may be that message.
   */
  readonly kept?: number;
  /** What is kept was read under another path or other settings: what is shown of it is fetched again, as it was or not. */
  readonly keptOutdated?: true;
  /** What the folder looked like before it was last read to its end. */
  readonly mark?: string;
  /** Runs in a row in which it said, when it was read, that it is gone, which the tree did not tell. */
  readonly absences?: number;
  /** Digest of the settings that decided what its items become; another one lists the folder again. */
  readonly scope?: string;
  /** Number of the full run this listing belongs to, 0 for none. */
  readonly fullRun: number;
  /** The source says the folder is gone, or it is no longer in scope; its items still have to be let go. */
  readonly removed: boolean;
}

/** Members of a folder's record as another source left them, to go on from should that source come back. */
export type EarlierReading = Pick<FolderRecord, 'listing' | 'pages' | 'listingOpen' | 'refetch'> & {
  readonly cursor: string;
};

/** One copy of a message in one folder. Written after the index accepted its document. */
export interface ItemRecord {
  readonly folderId: string;
  readonly itemId: string;
  readonly changeKey?: string;
  /** The listing that showed it last (see `FolderRecord.listing`). */
  readonly listing: number;
  /** The document of the message this is a copy of. */
  readonly documentId: string;
}

/** One message's document with the documents of its attachments. */
export interface DocumentRecord {
  readonly documentId: string;
  /** What the index holds: equal fingerprint means no put is needed. Empty: not known, so a put is needed. */
  readonly fingerprint: string;
  /** Digest of what its copies have in common; empty: not known, and it has no copies. */
  readonly content: string;
  /** The copies that exist. Empty: an orphan, to be deleted at the end of a complete run. */
  readonly copies: readonly CopyRef[];
  /** The copy that the document was rendered from: its folder and link are in the attributes. */
  readonly renderedFrom: CopyRef;
  /** A copy that would be rendered the same, as another source's name of that very item: when one goes, the other is shown. */
  readonly twin?: CopyRef;
  /** Digest of the settings it was rendered by; absent when that is not known. */
  readonly rendering?: string;
  /** Documents of the attachments that the index accepted. */
  readonly attachmentIds: readonly string[];
  /** The index accepted a content and could not index it. Counts for as long as the content stays as it is. */
  readonly failedLater?: LateFailures;
}

export interface LateFailures {
  /** Of the content. */
  readonly fingerprint: string;
  readonly attempts: number;
  /** Milliseconds since the epoch. */
  readonly firstSeenAt: number;
}

export interface CopyRef {
  readonly folderId: string;
  readonly itemId: string;
}

/**
 * A document about to be put, written ahead. The bug class it prevents: the index accepts a document, the process dies
 * before it remembers that, and the message is deleted before the next run: nobody would ever delete the document.
 */
export interface InFlightDocument {
  readonly documentId: string;
  readonly copy: CopyRef;
  readonly attachmentIds: readonly string[];
}

/**
 * A page of changes that is being applied, written ahead. The bug class it prevents: items of a page are remembered, the
 * process dies before the cursor is, and they are gone before the next run, which asks from the old cursor: the source does
 * not tell of what came and went since then.
 */
export interface OpenPage {
  readonly folderId: string;
  /** Tells the page; one that does not come next any more was finished. */
  readonly begin: string;
  /** What the page brings. */
  readonly itemIds: readonly string[];
}

/** More deletions than the safeguard lets pass unasked. */
export interface HeldDeletions {
  /** Messages whose documents are to be deleted, out of so many known ones. */
  readonly messages: number;
  readonly known: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** An operator allowed so many. */
  readonly released?: number;
}

/** An item that is not in the index as it should be, and why. */
export interface FailureRecord {
  readonly folderId: string;
  readonly itemId: string;
  /** Cause code, for example `ErrorCorruptData`; `refresh` marks a document to be rendered from another copy, `moved` an item awaited here. */
  readonly code: string;
  readonly message: string;
  /** True: trying again cannot help before the item changes. */
  readonly permanent: boolean;
  /** The item as it was tried; one that changed is tried afresh. */
  readonly changeKey?: string;
  /** The message itself is in the index: only a part of it, or its newest state, is missing. */
  readonly indexed: boolean;
  /** Another folder's change told that the item is here: what this folder tells, or does not tell, proves nothing of it. */
  readonly awaited?: true;
  /** The listing that showed the item last, if it is not remembered as an item (see `FolderRecord.listing`). */
  readonly listing?: number;
  readonly attempts: number;
  /** Not to be tried again before, milliseconds since the epoch. */
  readonly nextAttemptAt: number;
  /** Milliseconds since the epoch. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}
