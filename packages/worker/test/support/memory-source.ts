import { ConnectorError, type Failure } from '../../src/errors.ts';
import type {
  FetchOutcome,
  FolderChange,
  FolderLook,
  ItemChange,
  MailboxReader,
  MailboxRef,
  MailFolder,
  MailMessage,
  MailSource,
} from '../../src/sync/ports/index.ts';

/** Asked before each call; a failure returned is thrown instead of doing the call. */
export type FaultHook = (operation: string, detail: string) => Failure | undefined;

/** What reads a mailbox. Each calls items by ids of its own, and has cursors that mean nothing to the other. */
export type Api = 'ews' | 'graph';

export interface TestItem {
  readonly itemId: string;
  /** Through Microsoft Graph: it stays through moves. */
  readonly immutableId: string;
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
  /** Second of the last change, and removals: what a look tells. */
  changedAt: number;
  removals: number;
}

/** One store of a mailbox, with the operations that people perform on mail. */
export class TestMailbox {
  readonly folders = new Map<string, Folder>();
  readonly folderLog: FolderChange[] = [];
  /** Folders that went without a word: their own listings alone tell it. */
  readonly goneUntold = new Set<string>();
  /** Of all items that ever were, by `itemId`. */
  readonly immutableIds = new Map<string, string>();
  /** Items, by `immutableId`, that cannot be read through one of the sources, and how it says so. */
  readonly unreadable = new Map<string, { readonly api: Api; readonly kind: 'transient' | 'permanent' }>();
  /** Looks so far. A second passes with every other one, so that changes before and after a look may share theirs. */
  looks = 0;
  #serial = 0;

  addFolder(name: string, options: Partial<MailFolder> = {}): string {
    const id = options.id ?? this.#next('folder');
    const info = { id, name, ...options };
    this.folders.set(id, { info, items: new Map(), log: [], changedAt: 0, removals: 0 });
    this.folderLog.push({ kind: 'upsert', folder: info });
    return id;
  }

  renameFolder(id: string, name: string): void {
    this.#changeFolder(id, { name });
  }

  /** Below another one, or to the top. */
  moveFolder(id: string, parentId: string | undefined): void {
    const { parentId: _left, ...info } = this.#folder(id).info;
    this.#setFolder(id, parentId === undefined ? info : { ...info, parentId });
  }

  /** Removes the folder, its subfolders and everything in them. */
  removeFolder(id: string): void {
    for (const { info } of [...this.folders.values()]) if (info.parentId === id) this.removeFolder(info.id);
    this.folders.delete(id);
    this.folderLog.push({ kind: 'removed', folderId: id });
  }

  /** As Microsoft Graph does at times: no change of the tree tells it. */
  removeFolderUntold(id: string): void {
    this.folders.delete(id);
    this.goneUntold.add(id);
  }

  deliver(folderId: string, message: TestMessage, immutableId?: string): string {
    const itemId = this.#next('item');
    const folder = this.#folder(folderId);
    const item = { itemId, immutableId: immutableId ?? `graph-${itemId}`, order: this.#serial, changeKey: 1, message };
    folder.items.set(itemId, item);
    this.immutableIds.set(itemId, item.immutableId);
    this.#happened(folder, { kind: 'upsert', itemId, changeKey: '1' });
    return itemId;
  }

  edit(folderId: string, itemId: string, change: Partial<TestMessage>): void {
    const item = this.#item(folderId, itemId);
    item.message = { ...item.message, ...change };
    item.changeKey += 1;
    this.#happened(this.#folder(folderId), { kind: 'upsert', itemId, changeKey: String(item.changeKey) });
  }

  markRead(folderId: string, itemId: string): void {
    this.#folder(folderId).log.push({ kind: 'read-flag', itemId });
  }

  remove(folderId: string, itemId: string): void {
    this.#folder(folderId).items.delete(itemId);
    this.#happened(this.#folder(folderId), { kind: 'removed', itemId });
    this.#folder(folderId).removals += 1;
  }

  /** The number says through which source the item cannot be read, and how that says so. */
  spoil(immutableId: string, number: number): void {
    this.unreadable.set(immutableId, {
      api: number % 2 === 0 ? 'ews' : 'graph',
      kind: number % 3 === 0 ? 'transient' : 'permanent',
    });
  }

  /** Everything can be read again, once it was edited. */
  mendAll(): void {
    for (const [folderId, { items }] of this.folders) {
      for (const { itemId, immutableId } of items.values()) {
        if (this.unreadable.has(immutableId)) this.edit(folderId, itemId, { body: 'mended' });
      }
    }
    this.unreadable.clear();
  }

  /** A new item with the same search key. */
  copy(from: string, itemId: string, to: string): string {
    return this.deliver(to, this.#item(from, itemId).message);
  }

  /** A copy in the target and a removal in the source, in two independent logs. */
  move(from: string, itemId: string, to: string): string {
    const { message, immutableId } = this.#item(from, itemId);
    // A message on the move that can never be read is given up, and may be deleted.
    this.unreadable.delete(immutableId);
    const moved = this.deliver(to, message, immutableId);
    this.remove(from, itemId);
    return moved;
  }

  /** As Microsoft Graph does at times: nothing but the removal is ever told, unless the folder is listed from the beginning. */
  moveUntold(from: string, itemId: string, to: string): string {
    const { log } = this.#folder(to);
    const moved = this.move(from, itemId, to);
    log.splice(
      log.findIndex((change) => change.itemId === moved),
      1,
    );
    return moved;
  }

  /** Names from the root down, joined by `/`. */
  pathOf(id: string): string {
    const { parentId, name } = this.#folder(id).info;
    return parentId === undefined ? name : `${this.pathOf(parentId)}/${name}`;
  }

  get second(): number {
    return Math.floor(this.looks / 2);
  }

  #happened(folder: Folder, change: ItemChange): void {
    folder.log.push(change);
    folder.changedAt = this.second;
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
    this.#setFolder(id, { ...this.#folder(id).info, ...change });
  }

  #setFolder(id: string, info: MailFolder): void {
    this.#folder(id).info = info;
    this.folderLog.push({ kind: 'upsert', folder: info });
  }
}

interface MemorySourceOptions {
  readonly pageSize?: number;
  readonly messageBatchSize?: number;
  readonly fault?: FaultHook;
  readonly calls?: string[];
  readonly api?: Api;
  /** Looks at folders tell something; without it, nothing. */
  readonly looks?: boolean;
}

/** Serves test mailboxes through the engine's port, in pages, with faults. */
export function memorySource(
  mailboxes: ReadonlyMap<string, TestMailbox>,
  options: MemorySourceOptions = {},
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
  { pageSize = 3, messageBatchSize = 4, fault, calls, api = 'ews', looks = false }: MemorySourceOptions,
): MailboxReader {
  const isOwnId = (id: string) => id.startsWith('graph-') === (api === 'graph');
  const idOf = (itemId: string) => (api === 'ews' ? itemId : (mailbox?.immutableIds.get(itemId) ?? itemId));
  const cursors = cursorsOf(api);
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
    isOwnCursor: cursors.isOwn,
    listFolderChanges: async (asked, signal) => {
      const { folders, folderLog } = enter('listFolderChanges', mailboxKey(ref), signal);
      const cursor = cursors.unwrap(asked);
      const changes: FolderChange[] =
        cursor === undefined
          ? [...folders.values()].map(({ info }) => ({ kind: 'upsert', folder: info }))
          : folderChangesSince(folderLog, Number(cursor));
      return { changes, cursor: cursors.wrap(String(folderLog.length)), complete: true };
    },
    listItemChanges: async (folderId, cursor, signal) => {
      const { folders, goneUntold } = enter('listItemChanges', folderId, signal);
      if (goneUntold.has(folderId)) return { changes: [], cursor: '', complete: true, folderGone: true };
      const folder = folders.get(folderId);
      if (folder === undefined) {
        throw new ConnectorError({ code: 'ErrorFolderNotFound', kind: 'folder', message: 'no such folder' });
      }
      const { changes, ...told } = page(folder, cursors.unwrap(cursor), pageSize);
      return {
        ...told,
        changes: changes.map((change) =>
          asNow({ ...change, itemId: idOf(change.itemId) }, { folderId, folders, idOf }),
        ),
        cursor: cursors.wrap(told.cursor),
      };
    },
    lookAtFolders: async (watched, signal) => {
      if (!looks) return new Map();
      const looked = enter('lookAtFolders', mailboxKey(ref), signal);
      const { folders } = looked;
      const second = looked.second;
      looked.looks += 1;
      const cursorOf = new Map(watched.map(({ id, cursor }) => [id, cursors.unwrap(cursor)]));
      return new Map(
        [...folders].flatMap(([id, folder]) => {
          if (api === 'graph' && !cursorOf.has(id)) return [];
          const look = lookAt(folder, { cursor: cursorOf.get(id), api, second });
          return look === undefined ? [] : [[id, look] as const];
        }),
      );
    },
    fetchMessages: async (itemIds, signal) => {
      const { folders, unreadable } = enter('fetchMessages', itemIds.join(), signal);
      return itemIds.map((itemId) =>
        isOwnId(itemId) ? fetched(folders, itemId, { fault, idOf, unreadable, api }) : malformed,
      );
    },
    fetchAttachment: async (attachmentId, signal) => {
      const { folders } = enter('fetchAttachment', attachmentId, signal);
      const [itemId, position] = attachmentId.split('/');
      const text = findItem(folders, itemId ?? '', idOf)?.item.message.attachments?.[Number(position)]?.text;
      if (text === undefined) throw new ConnectorError({ code: 'ErrorItemNotFound', kind: 'gone', message: 'gone' });
      return { kind: 'file', bytes: new TextEncoder().encode(text) };
    },
  };
}

/** By a mark; Microsoft Graph tells of folders without one by the cursor. */
function lookAt(
  { log, changedAt, removals, items }: Folder,
  { cursor, api, second }: { cursor: string | undefined; api: Api; second: number },
): FolderLook | undefined {
  // More may happen in this second, and leave the mark as it is.
  if (changedAt < second) return { kind: 'mark', mark: [changedAt, removals, items.size].join(' ') };
  if (api === 'ews' || cursor === undefined) return undefined;
  return { kind: 'since-cursor', changed: (JSON.parse(cursor) as Standing).position < log.length };
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

/** Cursors that say whose they are. */
function cursorsOf(api: Api) {
  const prefix = api === 'ews' ? '' : 'graph:';
  const isOwn = (cursor: string) => cursor.startsWith('graph:') === (api === 'graph');
  return {
    isOwn,
    wrap: (cursor: string) => `${prefix}${cursor}`,
    unwrap: (cursor: string | undefined) => {
      if (cursor !== undefined && !isOwn(cursor)) {
        throw new ConnectorError({ code: 'test.foreign-cursor', kind: 'configuration', message: 'not our own' });
      }
      return cursor?.slice(prefix.length);
    },
  };
}

/** As both services answer ids of the other one. */
const malformed = {
  ok: false,
  failure: { code: 'ErrorInvalidIdMalformed', kind: 'permanent', message: 'not an id of this service' },
} as const;

type IdOf = (itemId: string) => string;

/**
 * As the adapter of Microsoft Graph tells it: an item that left under an id that stays, and is here again, is no removal, and of
 * one that is in another folder it is said where.
 */
function asNow(
  change: ItemChange,
  { folderId, folders, idOf }: { folderId: string; folders: ReadonlyMap<string, Folder>; idOf: IdOf },
): ItemChange {
  const found = change.kind === 'removed' ? findItem(folders, change.itemId, idOf) : undefined;
  if (change.kind !== 'removed' || found === undefined) return change;
  const { itemId } = change;
  const changeKey = String(found.item.changeKey);
  if (found.folderId === folderId) return { kind: 'upsert', itemId, changeKey };
  return { kind: 'removed', itemId, now: { folderId: found.folderId, changeKey } };
}

function findItem(folders: ReadonlyMap<string, Folder>, id: string, idOf: IdOf) {
  for (const [folderId, { items }] of folders) {
    for (const item of items.values()) if (idOf(item.itemId) === id) return { folderId, item };
  }
  return undefined;
}

interface Fetch {
  readonly fault: FaultHook | undefined;
  readonly idOf: IdOf;
  readonly unreadable: TestMailbox['unreadable'];
  readonly api: Api;
}

function fetched(
  folders: ReadonlyMap<string, Folder>,
  itemId: string,
  { fault, idOf, unreadable, api }: Fetch,
): FetchOutcome<MailMessage> {
  const failure = fault?.('fetchMessage', itemId);
  if (failure !== undefined) return { ok: false, failure };
  const found = findItem(folders, itemId, idOf);
  if (found === undefined) return { ok: false, failure: { code: 'ErrorItemNotFound', kind: 'gone', message: 'gone' } };
  const { folderId, item } = found;
  const trouble = unreadable.get(item.immutableId);
  if (trouble?.api === api) {
    return { ok: false, failure: { code: 'ErrorCorruptData', kind: trouble.kind, message: 'cannot be read' } };
  }
  return { ok: true, value: toMailMessage(item, itemId), ...(idOf(item.itemId) === item.itemId ? {} : { folderId }) };
}

/** The message as a source delivers it, under the id that the source has for it. */
export function toMailMessage({ itemId, changeKey, message }: TestItem, id = itemId): MailMessage {
  const { searchKey, subject, body, attachments = [] } = message;
  return {
    itemId: id,
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
      id: `${id}/${position}`,
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
