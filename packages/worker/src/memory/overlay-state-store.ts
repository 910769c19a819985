import type {
  DocumentRecord,
  FailureRecord,
  FolderRecord,
  ItemRecord,
  MailboxRef,
  MailboxState,
  MailboxView,
  OpenPage,
  StateStore,
  StateWrite,
} from '../sync/ports/index.ts';
import { createMemoryLeaseStore } from './memory-lease-store.ts';

/**
 * A state store that reads what another one holds and keeps all writes to itself: for a dry run, which must find its own
 * steps and leave nothing behind. What it keeps of a mailbox grows with what would change there, and goes with its state.
 */
export function createOverlayStateStore(base: StateStore): StateStore {
  return {
    prepare: async () => {},
    close: async () => {},
    register: async () => {},
    unregister: async () => {},
    scanStores: () => base.scanStores(),
    leases: createMemoryLeaseStore(),
    view: (mailbox) => base.view(mailbox),
    open: (mailbox: MailboxRef) => overlay(base.view(mailbox)),
  };
}

/** Rows of one kind on top of those of the base; `undefined` stands for a row that is gone. */
class Layer<T> {
  readonly rows = new Map<string, T | undefined>();

  over(key: string, base: T | undefined): T | undefined {
    return this.rows.has(key) ? this.rows.get(key) : base;
  }

  /** Rows of the base that are not replaced, then those of the layer. */
  all(base: readonly T[], keyOf: (row: T) => string): readonly T[] {
    return [
      ...base.filter((row) => !this.rows.has(keyOf(row))),
      ...[...this.rows.values()].flatMap((row) => row ?? []),
    ];
  }

  /** Pages of the base as they are now, then what only the layer has. */
  async *scan(
    base: AsyncIterable<readonly T[]>,
    keyOf: (row: T) => string,
    belongs: (row: T) => boolean = () => true,
  ): AsyncIterable<readonly T[]> {
    const seen = new Set<string>();
    for await (const page of base) {
      for (const row of page) seen.add(keyOf(row));
      yield page.flatMap((row) => this.over(keyOf(row), row) ?? []);
    }
    yield [...this.rows].flatMap(([key, row]) => (row === undefined || seen.has(key) || !belongs(row) ? [] : [row]));
  }
}

const copyKey = ({ folderId, itemId }: { readonly folderId: string; readonly itemId: string }) =>
  JSON.stringify([folderId, itemId]);

class Layers {
  readonly single = new Layer<unknown>();
  readonly folders = new Layer<FolderRecord>();
  readonly openPages = new Layer<OpenPage>();
  readonly items = new Layer<ItemRecord>();
  readonly documents = new Layer<DocumentRecord>();
  readonly orphans = new Layer<string>();
  readonly failures = new Layer<FailureRecord>();

  apply(write: StateWrite): void {
    switch (write.kind) {
      case 'put-mailbox':
      case 'put-held':
        this.single.rows.set(write.kind.slice(4), write.record);
        return;
      case 'delete-mailbox':
      case 'delete-held':
        this.single.rows.set(write.kind.slice(7), undefined);
        return;
      case 'put-in-flight':
        this.single.rows.set('in-flight', write.documents);
        return;
      case 'put-folder':
        this.folders.rows.set(write.record.id, write.record);
        return;
      case 'delete-folder':
        this.folders.rows.set(write.folderId, undefined);
        return;
      case 'put-open-page':
        this.openPages.rows.set(write.record.folderId, write.record);
        return;
      case 'delete-open-page':
        this.openPages.rows.set(write.folderId, undefined);
        return;
      case 'put-item':
        this.items.rows.set(copyKey(write.record), write.record);
        return;
      case 'delete-item':
        this.items.rows.set(copyKey(write), undefined);
        return;
      case 'put-document':
        this.documents.rows.set(write.record.documentId, write.record);
        return;
      case 'delete-document':
        this.documents.rows.set(write.documentId, undefined);
        return;
      case 'put-orphan':
        this.orphans.rows.set(write.documentId, write.documentId);
        return;
      case 'delete-orphan':
        this.orphans.rows.set(write.documentId, undefined);
        return;
      case 'put-failure':
        this.failures.rows.set(copyKey(write.record), write.record);
        return;
      case 'delete-failure':
        this.failures.rows.set(copyKey(write), undefined);
        return;
    }
  }
}

function overlay(base: MailboxView): MailboxState {
  const layers = new Layers();
  const single = async <T>(key: string, read: () => Promise<T>): Promise<T> =>
    layers.single.rows.has(key) ? (layers.single.rows.get(key) as T) : read();
  return {
    readMailbox: () => single('mailbox', base.readMailbox),
    readHeld: () => single('held', base.readHeld),
    readInFlight: () => single('in-flight', base.readInFlight),
    countDocuments: () => countDocuments(base, layers),
    readFolders: async () => layers.folders.all(await base.readFolders(), ({ id }) => id),
    readOpenPages: async () => layers.openPages.all(await base.readOpenPages(), ({ folderId }) => folderId),
    readItems: async (folderId, itemIds) =>
      merged(await base.readItems(folderId, itemIds), itemIds, {
        layer: layers.items,
        keyOf: (itemId) => copyKey({ folderId, itemId }),
      }),
    readFailures: async (folderId, itemIds) =>
      merged(await base.readFailures(folderId, itemIds), itemIds, {
        layer: layers.failures,
        keyOf: (itemId) => copyKey({ folderId, itemId }),
      }),
    readDocuments: async (ids) =>
      merged(await base.readDocuments(ids), ids, { layer: layers.documents, keyOf: (id) => id }),
    scanItems: (folderId) => layers.items.scan(base.scanItems(folderId), copyKey, (item) => item.folderId === folderId),
    scanOrphans: () => layers.orphans.scan(base.scanOrphans(), (id) => id),
    scanFailures: () => layers.failures.scan(base.scanFailures(), copyKey),
    confirm: async () => {},
    write: async (writes) => {
      for (const write of writes) layers.apply(write);
    },
  };
}

function merged<T>(
  base: ReadonlyMap<string, T>,
  ids: readonly string[],
  { layer, keyOf }: { layer: Layer<T>; keyOf: (id: string) => string },
): ReadonlyMap<string, T> {
  return new Map(
    ids.flatMap((id) => {
      const row = layer.over(keyOf(id), base.get(id));
      return row === undefined ? [] : [[id, row] as const];
    }),
  );
}

/** Roughly: a document that is put anew where one was known counts once, one that is deleted no more. */
async function countDocuments(base: MailboxView, { documents }: Layers): Promise<number> {
  const before = await base.readDocuments([...documents.rows.keys()]);
  const change = [...documents.rows].reduce(
    (sum, [id, row]) => sum + (row === undefined ? 0 : 1) - (before.has(id) ? 1 : 0),
    0,
  );
  return (await base.countDocuments()) + change;
}
