import type { MailAttachmentContent, MailMessage } from '../../documents/index.ts';
import type { Failure } from '../../errors.ts';

/** A mailbox's two stores. They share nothing: folders, ids and cursors of one mean nothing in the other. */
export type StoreKind = 'primary' | 'archive';

/** One store of one mailbox: the unit that is synced, remembered and reported. */
export interface MailboxRef {
  /** Canonical primary SMTP address (`parseMailboxList` of shared made it so). */
  readonly address: string;
  readonly store: StoreKind;
}

/** Where mail comes from. EWS is the first adapter, Microsoft Graph the second. */
export interface MailSource {
  /**
   * Makes sure that the source answers at all. Asked once before a run, so that a wrong address or a closed network costs
   * seconds, and not the retries of every mailbox.
   * @throws ConnectorError of kind `configuration` when it does not
   */
  probe(signal: AbortSignal): Promise<void>;
  /** A reader of one store. Makes no call. What it fetches may be asked for several times at once, whatever it lists once. */
  open(mailbox: MailboxRef): MailboxReader;
  /** Ends keep-alive connections. */
  close(): Promise<void>;
}

/**
 * Reads one store. Cursors are its own: before one on file is used, `isOwnCursor` has said so. Every method throws `ConnectorError` alone, after its own bounded retries of what may pass;
 * `signal` cancels the call in flight.
 */
export interface MailboxReader {
  /** Whether a cursor is one of this source, and not of another one that read the store before. Makes no call. */
  isOwnCursor(cursor: string): boolean;
  /**
   * Folder changes since `cursor`; all folders of the store's visible tree without one.
   * @param known ids of the folders on record: what a list does not show may have to be looked up before it counts as gone
   */
  listFolderChanges(
    cursor: string | undefined,
    signal: AbortSignal,
    known?: readonly string[],
  ): Promise<FolderChangePage>;
  /** Item changes of one folder since `cursor`; all its items, newest first, without one. */
  listItemChanges(folderId: string, cursor: string | undefined, signal: AbortSignal): Promise<ItemChangePage>;
  /**
   * What can be told of the store's folders at once, by far fewer calls than listings of them take; nothing of those that nothing
   * can be told of.
   * @param folders those that are read unless a look tells that nothing happened; of others nothing has to be told
   */
  lookAtFolders(folders: readonly WatchedFolder[], signal: AbortSignal): Promise<ReadonlyMap<string, FolderLook>>;
  /** The messages, one outcome for each id and in the same order. Callers pass at most `messageBatchSize` ids. */
  fetchMessages(itemIds: readonly string[], signal: AbortSignal): Promise<readonly FetchOutcome<MailMessage>[]>;
  /**
   * One attachment's content.
   * @param size bytes, as its message tells: content that nothing else proves whole is held to it
   */
  fetchAttachment(attachmentId: string, signal: AbortSignal, size?: number): Promise<MailAttachmentContent>;
  /** How many ids `fetchMessages` takes at once. */
  readonly messageBatchSize: number;
}

/** A folder that a look may tell something of. */
export interface WatchedFolder {
  readonly id: string;
  /** Its changes were read up to here. Absent where it is read whatever a look tells: a mark of it is of use the next time alone. */
  readonly cursor?: string;
}

export type FolderLook =
  /** Whether items changed since the cursor. */
  | { readonly kind: 'since-cursor'; readonly changed: boolean }
  /** A text that becomes another one whenever items change after this look. */
  | { readonly kind: 'mark'; readonly mark: string };

export interface FolderChangePage {
  readonly changes: readonly FolderChange[];
  /** Acknowledges this page: store it only after the page's effects are durable. */
  readonly cursor: string;
  /** False: more pages follow. */
  readonly complete: boolean;
  /**
   * Classes of folders that could not be listed, for example `IPF.Appointment` where a permission for calendars is missing.
   * Nothing is known of them: they are left as they are.
   */
  readonly unlisted?: readonly string[];
}

export type FolderChange =
  | { readonly kind: 'upsert'; readonly folder: MailFolder }
  | { readonly kind: 'removed'; readonly folderId: string };

export interface MailFolder {
  readonly id: string;
  /** Absent for a child of the tree's root. */
  readonly parentId?: string;
  readonly name: string;
  /** For example `IPF.Note`; absent means mail. */
  readonly folderClass?: string;
  /** The distinguished id, for example `inbox` or `deleteditems`, where the folder has one. Never the localised name. */
  readonly wellKnownName?: string;
}

export interface ItemChangePage {
  readonly changes: readonly ItemChange[];
  readonly cursor: string;
  readonly complete: boolean;
  /**
   * The source says twice that the folder is not there any more, which no change of the tree told. There are no changes then, and
   * the cursor is of no use. Nothing is deleted before a listing of the whole tree does not show the folder either.
   */
  readonly folderGone?: true;
}

export type ItemChange =
  | { readonly kind: 'upsert'; readonly itemId: string; readonly changeKey?: string }
  | {
      readonly kind: 'removed';
      readonly itemId: string;
      /** Where the item is now, under the same id. Absent: it is gone, or the source does not know. */
      readonly now?: ItemPlace;
    }
  /** Only the read flag changed: nothing to fetch. */
  | { readonly kind: 'read-flag'; readonly itemId: string };

/** Where an item is. The folder may be one that is not on record, and may never tell of the arrival. */
export interface ItemPlace {
  readonly folderId: string;
  readonly changeKey?: string;
}

export type FetchOutcome<T> =
  | {
      readonly ok: true;
      readonly value: T;
      /** The folder that the item was in when it was fetched, where its id outlives moves and the source told it. */
      readonly folderId?: string;
    }
  /** `gone`: deleted or moved since it was listed; the source's next changes say which. */
  | { readonly ok: false; readonly failure: Failure };
