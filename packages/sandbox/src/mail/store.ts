import { ArrivalOrder } from './arrival-order.ts';
import { Identities } from './identities.ts';
import { type IdMaker, idMaker } from './ids.ts';
import { SerialSet } from './item-range.ts';
import type { WorldFolder, WorldFolderChange, WorldItem, WorldItemChange, WorldMessage, WorldStore } from './model.ts';

/** What a folder is made of. */
export interface FolderSpec {
  readonly name: string;
  readonly parentId?: string;
  readonly folderClass?: string;
  readonly distinguishedId?: string;
  /** Messages that are there from the beginning, rendered when asked for. */
  readonly generated?: number;
}

/** Renders the message that came into the store under this serial. */
export type RenderMessage = (serial: number) => WorldMessage;

/** What a store is made of. */
export interface StoreOptions {
  /** Distinguished id of the root. */
  readonly rootId: string;
  readonly render: RenderMessage;
  /** The class of the message that `render` gives for a serial, told without rendering it. */
  readonly classOf: (serial: number) => string;
  /** When that message was received, told without rendering it. */
  readonly receivedAt: (serial: number) => Date | undefined;
}

/** What is kept of an item that something happened to. */
interface ItemState {
  readonly serial: number;
  folderId: string;
  version: number;
  isRead: boolean;
  /** The content, if it is not what the generator renders for the serial. */
  content: (() => WorldMessage) | undefined;
  /** Of a content that says its class without being read; else the content is asked. */
  itemClass: string | undefined;
}

/** What happened to a folder. */
interface FolderHistory {
  changed: number;
  /** Where it stood from which entry of the log on; no parent means that it was removed. */
  readonly places: { readonly since: number; readonly parentId: string | undefined }[];
}

/** One store of a mailbox, with the operations that people and rules perform. */
export class MailStore implements WorldStore {
  readonly root: WorldFolder;
  readonly ids: IdMaker;
  readonly #render: RenderMessage;
  readonly #folders = new Map<string, StoredFolder>();
  readonly #classOf: (serial: number) => string;
  readonly #receivedAt: (serial: number) => Date | undefined;
  readonly #history = new Map<string, FolderHistory>();
  readonly #items = new Map<number, ItemState>();
  readonly #identities = new Identities();
  #nextFolder = 1;
  #nextSerial = 1;
  #hierarchySequence = 0;

  /** @param name tells this store's ids from those of all others */
  constructor(name: string, { rootId, render, classOf, receivedAt }: StoreOptions) {
    this.ids = idMaker(name);
    this.#render = render;
    this.#classOf = classOf;
    this.#receivedAt = receivedAt;
    this.root = this.#newFolder({ name: rootId, distinguishedId: rootId });
  }

  get hierarchySequence(): number {
    return this.#hierarchySequence;
  }

  folder(folderId: string): StoredFolder | undefined {
    return this.#folders.get(folderId);
  }

  wellKnown(distinguishedId: string): StoredFolder | undefined {
    return [...this.#folders.values()].find((folder) => folder.distinguishedId === distinguishedId);
  }

  folders(): readonly StoredFolder[] {
    const children = (parentId: string): StoredFolder[] =>
      [...this.#folders.values()]
        .filter((folder) => folder.parentId === parentId)
        .flatMap((folder) => [folder, ...children(folder.id)]);
    return children(this.root.id);
  }

  hierarchyChanges(sequence: number, rootId: string): readonly WorldFolderChange[] {
    return [...this.#history.keys()]
      .flatMap((folderId): WorldFolderChange[] => {
        const before = this.#isBelow(folderId, rootId, sequence);
        const now = this.#isBelow(folderId, rootId, this.#hierarchySequence);
        const changed = before === now ? (this.#history.get(folderId)?.changed ?? 0) : this.#changedAt(folderId);
        if (changed <= sequence || (!before && !now)) return [];
        return [{ sequence: changed, kind: !before ? 'create' : now ? 'update' : 'delete', folderId }];
      })
      .sort((one, other) => one.sequence - other.sequence);
  }

  /** Whether a folder stood below another when the log was so long. */
  #isBelow(folderId: string, rootId: string, sequence: number): boolean {
    const parentId = this.#parentAt(folderId, sequence);
    return parentId !== undefined && (parentId === rootId || this.#isBelow(parentId, rootId, sequence));
  }

  #parentAt(folderId: string, sequence: number): string | undefined {
    return this.#history.get(folderId)?.places.findLast(({ since }) => since <= sequence)?.parentId;
  }

  /** The newest change of a folder or of where it stands: it comes and goes with those that it is in. */
  #changedAt(folderId: string): number {
    const { changed = 0, places = [] } = this.#history.get(folderId) ?? {};
    return Math.max(changed, ...places.map(({ parentId }) => (parentId === undefined ? 0 : this.#placedAt(parentId))));
  }

  /** @param seen folders that were looked at: two may have stood in each other, one after the other */
  #placedAt(folderId: string, seen: Set<string> = new Set()): number {
    if (seen.has(folderId)) return 0;
    seen.add(folderId);
    const places = this.#history.get(folderId)?.places ?? [];
    const moved = places.length > 1 ? (places.at(-1)?.since ?? 0) : 0;
    return Math.max(
      moved,
      ...places.map(({ parentId }) => (parentId === undefined ? 0 : this.#placedAt(parentId, seen))),
    );
  }

  item(itemId: string): WorldItem | undefined {
    const serial = this.serialOf(itemId);
    if (serial === undefined) return undefined;
    const folder = [...this.#folders.values()].find(({ serials }) => serials.has(serial));
    return folder === undefined ? undefined : this.view(folder, serial);
  }

  serialOf(itemId: string): number | undefined {
    return this.ids.serialOf(itemId);
  }

  immutableItem(immutableId: string): WorldItem | undefined {
    const identity = this.ids.identityOf(immutableId);
    return identity === undefined ? undefined : this.item(this.ids.item(this.#identities.serialOf(identity)));
  }

  immutableIdOf(itemId: string): string | undefined {
    const serial = this.serialOf(itemId);
    return serial === undefined ? undefined : this.ids.immutable(this.#identities.of(serial));
  }

  /** The id that the item had before its last move, if it was ever moved. */
  movedFrom(itemId: string): string | undefined {
    const serial = this.serialOf(itemId);
    const before = serial === undefined ? undefined : this.#identities.before(serial);
    return before === undefined ? undefined : this.ids.item(before);
  }

  /** The item as others see it. */
  view(folder: StoredFolder, serial: number): WorldItem {
    const state = this.#items.get(serial);
    const content = state?.content;
    const classOf = this.#classOf;
    return {
      id: this.ids.item(serial),
      immutableId: this.ids.immutable(this.#identities.of(serial)),
      serial,
      changeKey: this.ids.changeKey(serial, state?.version ?? 0),
      folderId: folder.id,
      isRead: state?.isRead ?? serial % 3 !== 0,
      get itemClass() {
        return state?.itemClass ?? (content === undefined ? classOf(serial) : content().itemClass);
      },
      content: () => (content === undefined ? this.#render(serial) : content()),
      receivedMs: () => this.receivedMs(serial),
    };
  }

  /** When an item was received, in milliseconds since the epoch. */
  receivedMs(serial: number): number | undefined {
    const content = this.#items.get(serial)?.content;
    return (content === undefined ? this.#receivedAt(serial) : content().receivedAt)?.getTime();
  }

  addFolder(spec: FolderSpec): StoredFolder {
    return this.#newFolder({ parentId: this.root.id, ...spec });
  }

  renameFolder(folderId: string, name: string): void {
    this.#require(folderId).name = name;
    this.#log(folderId);
  }

  moveFolder(folderId: string, parentId: string): void {
    this.#require(folderId).parentId = parentId;
    this.#log(folderId);
  }

  /** Removes the folder, its subfolders and everything in them. */
  removeFolder(folderId: string): void {
    for (const { id, parentId } of [...this.#folders.values()]) if (parentId === folderId) this.removeFolder(id);
    this.#folders.delete(folderId);
    this.#log(folderId, true);
  }

  /**
   * A new message in a folder; without content, the generator renders one.
   * @param itemClass of the content, where that is read from elsewhere and a listing must not read it
   */
  deliver(folderId: string, content?: () => WorldMessage, itemClass?: string): WorldItem {
    const folder = this.#require(folderId);
    const state: ItemState = { serial: this.#nextSerial, folderId, version: 0, isRead: false, content, itemClass };
    this.#nextSerial += 1;
    this.#items.set(state.serial, state);
    folder.serials.add(state.serial);
    folder.log('create', this.ids.item(state.serial));
    return this.view(folder, state.serial);
  }

  edit(itemId: string, change: (message: WorldMessage) => WorldMessage): void {
    const { folder, state } = this.#touch(itemId);
    const before = this.view(folder, state.serial).content;
    state.content = () => change(before());
    state.itemClass = undefined;
    folder.log('update', itemId);
  }

  markRead(itemId: string, isRead: boolean): void {
    const { folder, state } = this.#touch(itemId);
    state.isRead = isRead;
    folder.log('read-flag', itemId, isRead);
  }

  remove(itemId: string): void {
    const { folder, state } = this.#touch(itemId);
    folder.serials.delete(state.serial);
    this.#items.delete(state.serial);
    folder.log('delete', itemId);
  }

  /** A new item with a new id and the same content, search key included. */
  copy(itemId: string, toFolderId: string): WorldItem {
    const original = this.#requireItem(itemId);
    const copied = this.deliver(toFolderId, original.content, original.itemClass);
    const state = this.#items.get(copied.serial);
    if (state !== undefined) state.isRead = original.isRead;
    return this.view(this.#require(toFolderId), copied.serial);
  }

  /** A copy there and a removal here, in two independent logs; only the immutable id stays. */
  move(itemId: string, toFolderId: string): WorldItem {
    const { serial: from } = this.#requireItem(itemId);
    const { serial: to } = this.copy(itemId, toFolderId);
    this.#identities.move(from, to);
    this.remove(itemId);
    return this.view(this.#require(toFolderId), to);
  }

  #newFolder(spec: FolderSpec): StoredFolder {
    const { generated = 0 } = spec;
    const serials = new SerialSet(this.#nextSerial, this.#nextSerial + generated - 1);
    this.#nextSerial += generated;
    const folder = new StoredFolder(this, { ...spec, id: this.ids.folder(this.#nextFolder), serials });
    this.#nextFolder += 1;
    this.#folders.set(folder.id, folder);
    this.#log(folder.id);
    return folder;
  }

  #log(folderId: string, removed = false): void {
    this.#hierarchySequence += 1;
    const history = this.#history.get(folderId) ?? { changed: 0, places: [] };
    this.#history.set(folderId, history);
    history.changed = this.#hierarchySequence;
    const parentId = removed ? undefined : this.#folders.get(folderId)?.parentId;
    if (history.places.length > 0 && history.places.at(-1)?.parentId === parentId) return;
    history.places.push({ since: this.#hierarchySequence, parentId });
  }

  #require(folderId: string): StoredFolder {
    const folder = this.#folders.get(folderId);
    if (folder === undefined) throw new RangeError(`there is no folder ${folderId}`);
    return folder;
  }

  #requireItem(itemId: string): WorldItem {
    const item = this.item(itemId);
    if (item === undefined) throw new RangeError(`there is no item ${itemId}`);
    return item;
  }

  /** The item's own state, made when something happens to it for the first time; a change gives a new version. */
  #touch(itemId: string): { folder: StoredFolder; state: ItemState } {
    const { serial, folderId, isRead } = this.#requireItem(itemId);
    const state = this.#items.get(serial) ?? {
      serial,
      folderId,
      version: 0,
      isRead,
      content: undefined,
      itemClass: undefined,
    };
    state.version += 1;
    this.#items.set(serial, state);
    return { folder: this.#require(folderId), state };
  }
}

interface StoredFolderSpec extends FolderSpec {
  readonly id: string;
  readonly serials: SerialSet;
}

const epoch = Date.UTC(2026, 0, 1);

/** A folder of a store with the log of its items. */
export class StoredFolder implements WorldFolder {
  readonly id: string;
  parentId: string | undefined;
  name: string;
  readonly folderClass: string;
  readonly distinguishedId: string | undefined;
  readonly serials: SerialSet;
  readonly #store: MailStore;
  readonly #log: WorldItemChange[] = [];
  readonly #arrivals: ArrivalOrder;
  #deleted = 0;

  constructor(
    store: MailStore,
    { id, parentId, name, folderClass = 'IPF.Note', distinguishedId, serials }: StoredFolderSpec,
  ) {
    this.#store = store;
    this.id = id;
    this.parentId = parentId;
    this.name = name;
    this.folderClass = folderClass;
    this.distinguishedId = distinguishedId;
    this.serials = serials;
    this.#arrivals = new ArrivalOrder(serials, (serial) => store.receivedMs(serial));
  }

  get itemCount(): number {
    return this.serials.size;
  }

  /** An estimate: what is counted exactly is of no use here, and a million items would have to be looked at. */
  get unreadCount(): number {
    return Math.floor(this.serials.size / 3);
  }

  get sequence(): number {
    return this.#log.length;
  }

  /** A second passes with each change: the stand-in has no clock of its own. */
  get committedAt(): Date {
    return new Date(epoch + this.#log.length * 1000);
  }

  get deletedCount(): number {
    return this.#deleted;
  }

  itemsBelow(serial: number | undefined, count: number): readonly WorldItem[] {
    return this.serials.below(serial ?? Number.MAX_SAFE_INTEGER, count).map((found) => this.#store.view(this, found));
  }

  receivedBetween(from: Date, before: Date, count: number): readonly WorldItem[] {
    const found = this.#arrivals.between(from.getTime(), before.getTime(), { count, version: this.#log.length });
    return found.map((serial) => this.#store.view(this, serial));
  }

  itemChanges(sequence: number, count: number): readonly WorldItemChange[] {
    return this.#log.slice(sequence, sequence + count);
  }

  log(kind: WorldItemChange['kind'], itemId: string, isRead?: boolean): void {
    const sequence = this.#log.length + 1;
    if (kind === 'delete') this.#deleted += 1;
    this.#log.push(isRead === undefined ? { sequence, kind, itemId } : { sequence, kind, itemId, isRead });
  }
}
