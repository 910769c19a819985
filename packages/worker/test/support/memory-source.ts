import { ConnectorError, type Failure } from '../../src/errors.ts';
import type {
  FetchOutcome,
  FolderChange,
  ItemChange,
  MailboxReader,
  MailboxRef,
  MailFolder,
  MailMessage,
  MailSource,
} from '../../src/sync/ports/index.ts';

/** Asked before each call; a failure returned is thrown instead of doing the call. */
export type FaultHook = (operation: string, detail: string) => Failure | undefined;

export interface TestItem {
  readonly itemId: string;
  readonly order: number;
  changeKey: number;
  message: TestMessage;
}

/** The content of a message in a test's mailbox. */
export interface TestMessage {
  readonly searchKey: string;
  readonly subject: string;
  readonly body: string;
  readonly attachments?: readonly { readonly name: string; readonly text: string }[];
}

interface Folder {
  info: MailFolder;
  readonly items: Map<string, TestItem>;
  readonly log: ItemChange[];
}

/** One store of a mailbox, with the operations that people perform on mail. */
export class TestMailbox {
  readonly folders = new Map<string, Folder>();
  readonly folderLog: FolderChange[] = [];
  #serial = 0;

  addFolder(name: string, options: Partial<MailFolder> = {}): string {
    const id = options.id ?? this.#next('folder');
    const info = { id, name, ...options };
    this.folders.set(id, { info, items: new Map(), log: [] });
    this.folderLog.push({ kind: 'upsert', folder: info });
    return id;
  }

  renameFolder(id: string, name: string): void {
    this.#changeFolder(id, { name });
  }

  moveFolder(id: string, parentId: string): void {
    this.#changeFolder(id, { parentId });
  }

  /** Removes the folder, its subfolders and everything in them. */
  removeFolder(id: string): void {
    for (const { info } of [...this.folders.values()]) if (info.parentId === id) this.removeFolder(info.id);
    this.folders.delete(id);
    this.folderLog.push({ kind: 'removed', folderId: id });
  }

  deliver(folderId: string, message: TestMessage): string {
    const itemId = this.#next('item');
    const folder = this.#folder(folderId);
    folder.items.set(itemId, { itemId, order: this.#serial, changeKey: 1, message });
    folder.log.push({ kind: 'upsert', itemId, changeKey: '1' });
    return itemId;
  }

  edit(folderId: string, itemId: string, change: Partial<TestMessage>): void {
    const item = this.#item(folderId, itemId);
    item.message = { ...item.message, ...change };
    item.changeKey += 1;
    this.#folder(folderId).log.push({ kind: 'upsert', itemId, changeKey: String(item.changeKey) });
  }

  markRead(folderId: string, itemId: string): void {
    this.#folder(folderId).log.push({ kind: 'read-flag', itemId });
  }

  remove(folderId: string, itemId: string): void {
    this.#folder(folderId).items.delete(itemId);
    this.#folder(folderId).log.push({ kind: 'removed', itemId });
  }

  /** A new item with the same search key. */
  copy(from: string, itemId: string, to: string): string {
    return this.deliver(to, this.#item(from, itemId).message);
  }

  /** A copy in the target and a removal in the source, in two independent logs. */
  move(from: string, itemId: string, to: string): string {
    const moved = this.copy(from, itemId, to);
    this.remove(from, itemId);
    return moved;
  }

  /** Names from the root down, joined by `/`. */
  pathOf(id: string): string {
    const { parentId, name } = this.#folder(id).info;
    return parentId === undefined ? name : `${this.pathOf(parentId)}/${name}`;
  }

  #next(prefix: string): string {
    this.#serial += 1;
    return `${prefix}-${this.#serial}`;
  }

  #folder(id: string): Folder {
    const folder = this.folders.get(id);
    if (folder === undefined) throw new Error(`no folder ${id}`);
    return folder;
  }

  #item(folderId: string, itemId: string): TestItem {
    const item = this.#folder(folderId).items.get(itemId);
    if (item === undefined) throw new Error(`no item ${itemId}`);
    return item;
  }

  #changeFolder(id: string, change: Partial<MailFolder>): void {
    const folder = this.#folder(id);
    folder.info = { ...folder.info, ...change };
    this.folderLog.push({ kind: 'upsert', folder: folder.info });
  }
}

/** Serves test mailboxes through the engine's port, in pages, with faults. */
export function memorySource(
  mailboxes: ReadonlyMap<string, TestMailbox>,
  options: { pageSize?: number; messageBatchSize?: number; fault?: FaultHook; calls?: string[] } = {},
): MailSource {
  return {
    probe: async () => {
      const failure = options.fault?.('probe', '');
      if (failure !== undefined) throw new ConnectorError(failure);
    },
    close: async () => {},
    open: (mailbox) => reader(mailbox, mailboxes.get(mailboxKey(mailbox)), options),
  };
}

export function mailboxKey({ address, store }: MailboxRef): string {
  return `${address}/${store}`;
}

function reader(
  ref: MailboxRef,
  mailbox: TestMailbox | undefined,
  {
    pageSize = 3,
    messageBatchSize = 4,
    fault,
    calls,
  }: { pageSize?: number; messageBatchSize?: number; fault?: FaultHook; calls?: string[] },
): MailboxReader {
  const enter = (operation: string, detail: string, signal: AbortSignal): TestMailbox => {
    calls?.push(`${operation} ${detail}`);
    if (signal.aborted) throw new ConnectorError({ code: 'cancelled', kind: 'cancelled', message: 'cancelled' });
    const failure = fault?.(operation, detail);
    if (failure !== undefined) throw new ConnectorError(failure);
    if (mailbox === undefined) {
      const kind = ref.store === 'archive' ? 'no-archive' : 'mailbox';
      throw new ConnectorError({ code: 'ErrorNonExistentMailbox', kind, message: 'no such mailbox' });
    }
    return mailbox;
  };
  return {
    messageBatchSize,
    listFolderChanges: async (cursor, signal) => {
      const { folders, folderLog } = enter('listFolderChanges', mailboxKey(ref), signal);
      const changes: FolderChange[] =
        cursor === undefined
          ? [...folders.values()].map(({ info }) => ({ kind: 'upsert', folder: info }))
          : folderChangesSince(folderLog, Number(cursor));
      return { changes, cursor: String(folderLog.length), complete: true };
    },
    listItemChanges: async (folderId, cursor, signal) => {
      const folder = enter('listItemChanges', folderId, signal).folders.get(folderId);
      if (folder === undefined) {
        throw new ConnectorError({ code: 'ErrorFolderNotFound', kind: 'folder', message: 'no such folder' });
      }
      return page(folder, cursor, pageSize);
    },
    lookAtFolders: async () => new Map(),
    fetchMessages: async (itemIds, signal) => {
      const { folders } = enter('fetchMessages', itemIds.join(), signal);
      return itemIds.map((itemId) => fetched(folders, itemId, fault));
    },
    fetchAttachment: async (attachmentId, signal) => {
      const { folders } = enter('fetchAttachment', attachmentId, signal);
      const [itemId, position] = attachmentId.split('/');
      const text = findItem(folders, itemId ?? '')?.message.attachments?.[Number(position)]?.text;
      if (text === undefined) throw new ConnectorError({ code: 'ErrorItemNotFound', kind: 'gone', message: 'gone' });
      return { kind: 'file', bytes: new TextEncoder().encode(text) };
    },
  };
}

/** As in Exchange, a folder that came and went since then is not told of. */
function folderChangesSince(log: readonly FolderChange[], position: number): FolderChange[] {
  const known = new Set(log.slice(0, position).map((change) => folderIdOf(change)));
  const gone = new Set(log.flatMap((change) => (change.kind === 'removed' ? [change.folderId] : [])));
  return log.slice(position).filter((change) => known.has(folderIdOf(change)) || !gone.has(folderIdOf(change)));
}

function folderIdOf(change: FolderChange): string {
  return change.kind === 'removed' ? change.folderId : change.folder.id;
}

/** Where a reader of a folder's items stands. */
interface Standing {
  /** Entries of the log that are told, or were when the listing began. */
  readonly position: number;
  /** While the listing goes on: orders from here on are told. */
  readonly below?: number;
  /** Entries of the log that were looked through for items which went before they were told. */
  readonly checked: number;
  /** Items that went untold: as in Exchange, nothing is said of their end. */
  readonly untold: readonly string[];
}

/** Newest first, then what happened since, oldest first. A cursor is the JSON of a `Standing`. */
function page(folder: Folder, cursor: string | undefined, pageSize: number) {
  const start = { position: folder.log.length, below: Number.MAX_SAFE_INTEGER, checked: folder.log.length, untold: [] };
  const standing = cursor === undefined ? start : (JSON.parse(cursor) as Standing);
  const { below } = standing;
  return below === undefined
    ? laterPage(folder, standing, pageSize)
    : listingPage(folder, { ...standing, below }, pageSize);
}

function listingPage(folder: Folder, standing: Standing & { readonly below: number }, pageSize: number) {
  const { position, below, checked } = standing;
  const rest = [...folder.items.values()]
    .filter(({ order }) => order < below)
    .sort((one, other) => other.order - one.order);
  const shown = rest.slice(0, pageSize);
  const listed = rest.length <= pageSize;
  const gone = folder.log
    .slice(checked)
    .flatMap((change) => (change.kind === 'removed' && orderOf(change.itemId) < below ? [change.itemId] : []));
  const next: Standing = {
    position,
    ...(listed ? {} : { below: shown.at(-1)?.order ?? 0 }),
    checked: folder.log.length,
    untold: [...standing.untold, ...gone],
  };
  return {
    changes: shown.map(
      ({ itemId, changeKey }): ItemChange => ({ kind: 'upsert', itemId, changeKey: String(changeKey) }),
    ),
    cursor: JSON.stringify(next),
    // What happened since the listing began is still to be told.
    complete: listed && folder.log.length === position,
  };
}

function laterPage(folder: Folder, { position, checked, untold: before }: Standing, pageSize: number) {
  const untold = new Set(before);
  const changes: ItemChange[] = [];
  const entries = folder.log.slice(position, position + pageSize);
  for (const change of entries) {
    if (change.kind === 'removed') {
      if (!untold.delete(change.itemId)) changes.push(change);
    } else if (folder.items.has(change.itemId)) {
      changes.push(change);
    } else if (change.kind === 'upsert' && change.changeKey === '1') {
      untold.add(change.itemId);
    }
  }
  const next: Standing = { position: position + entries.length, checked, untold: [...untold] };
  return { changes, cursor: JSON.stringify(next), complete: next.position >= folder.log.length };
}

function orderOf(itemId: string): number {
  return Number(itemId.slice(itemId.lastIndexOf('-') + 1));
}

function findItem(folders: ReadonlyMap<string, Folder>, itemId: string): TestItem | undefined {
  for (const { items } of folders.values()) {
    const item = items.get(itemId);
    if (item !== undefined) return item;
  }
  return undefined;
}

function fetched(
  folders: ReadonlyMap<string, Folder>,
  itemId: string,
  fault: FaultHook | undefined,
): FetchOutcome<MailMessage> {
  const failure = fault?.('fetchMessage', itemId);
  if (failure !== undefined) return { ok: false, failure };
  const item = findItem(folders, itemId);
  if (item === undefined) return { ok: false, failure: { code: 'ErrorItemNotFound', kind: 'gone', message: 'gone' } };
  return { ok: true, value: toMailMessage(item) };
}

/** The message as a source delivers it. */
export function toMailMessage({ itemId, changeKey, message }: TestItem): MailMessage {
  const { searchKey, subject, body, attachments = [] } = message;
  return {
    itemId,
    changeKey: String(changeKey),
    searchKey,
    itemClass: 'IPM.Note',
    subject,
    to: [],
    cc: [],
    bcc: [],
    replyTo: [],
    categories: [],
    body: { format: 'text', content: body },
    attachments: attachments.map(({ name, text }, position) => ({
      id: `${itemId}/${position}`,
      kind: 'file',
      name,
      contentType: 'text/plain',
      size: text.length,
      isInline: false,
      modifiedAt: new Date(Date.UTC(2026, 0, 1)),
    })),
    webLink: `https://outlook.example/?ItemID=${itemId}`,
  };
}
