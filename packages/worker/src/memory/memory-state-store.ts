import { ConnectorError } from '../errors.ts';
import type {
  DocumentRecord,
  FailureRecord,
  FolderRecord,
  HeldDeletions,
  InFlightDocument,
  ItemRecord,
  MailboxRecord,
  MailboxRef,
  MailboxState,
  MailboxView,
  OpenPage,
  StateStore,
  StateWrite,
} from '../sync/ports/index.ts';
import { createMemoryLeaseStore } from './memory-lease-store.ts';

/** Rows of one page of a scan: small, so that tests cross page borders. */
const pageSize = 7;

/** In-process twin of the state store, for tests of the engine and for runs that must not write state. */
export interface MemoryStateStore extends StateStore {
  /** All rows as JSON, in a stable order: what a test compares. */
  dump(): string;
}

export function createMemoryStateStore(): MemoryStateStore {
  const tables = new Map<string, MailboxRows>();
  const leases = createMemoryLeaseStore();
  const stores = new Map<string, MailboxRef>();
  const rowsOf = ({ address, store }: MailboxRef): MailboxRows => {
    const key = JSON.stringify([address, store]);
    const rows = tables.get(key) ?? emptyRows();
    tables.set(key, rows);
    return rows;
  };
  return {
    prepare: async () => {},
    close: async () => {},
    leases,
    register: async ({ address, store }) => {
      stores.set(JSON.stringify([address, store]), { address, store });
    },
    unregister: async ({ address, store }) => {
      stores.delete(JSON.stringify([address, store]));
    },
    scanStores: () => pages([...stores.values()]),
    view: (mailbox) => memoryMailboxView(rowsOf(mailbox)),
    open: (mailbox, fence) => memoryMailboxState(rowsOf(mailbox), () => leases.holds(mailbox, fence)),
    dump: () =>
      JSON.stringify(
        [...tables].sort().map(([key, rows]) => [key, dumpRows(rows)]),
        null,
        1,
      ),
  };
}

/** What is remembered of one store of a mailbox. Keys are JSON of their parts, so that no character can collide. */
interface MailboxRows {
  mailbox: MailboxRecord | undefined;
  held: HeldDeletions | undefined;
  inFlight: readonly InFlightDocument[];
  readonly openPages: Map<string, OpenPage>;
  readonly folders: Map<string, FolderRecord>;
  readonly items: Map<string, ItemRecord>;
  readonly documents: Map<string, DocumentRecord>;
  readonly orphans: Set<string>;
  readonly failures: Map<string, FailureRecord>;
}

function emptyRows(): MailboxRows {
  return {
    mailbox: undefined,
    held: undefined,
    inFlight: [],
    openPages: new Map(),
    folders: new Map(),
    items: new Map(),
    documents: new Map(),
    orphans: new Set(),
    failures: new Map(),
  };
}

function dumpRows(rows: MailboxRows): unknown {
  const { mailbox, held, inFlight, openPages, folders, items, documents, orphans, failures } = rows;
  return {
    mailbox,
    held,
    inFlight,
    tables: [openPages, folders, items, documents, failures].map((t) => [...t].sort()),
    orphans: [...orphans],
  };
}

const keyOf = ({ folderId, itemId }: { folderId: string; itemId: string }) => JSON.stringify([folderId, itemId]);

function memoryMailboxState(rows: MailboxRows, isHeld: () => boolean): MailboxState {
  const confirm = async (): Promise<void> => {
    if (!isHeld()) throw new ConnectorError({ code: 'lease.lost', kind: 'lease-lost', message: 'the lease was lost' });
  };
  return {
    ...memoryMailboxView(rows),
    confirm,
    write: async (writes) => {
      await confirm();
      for (const write of writes) apply(rows, write);
    },
  };
}

function memoryMailboxView(rows: MailboxRows): MailboxView {
  return {
    readMailbox: async () => rows.mailbox,
    readInFlight: async () => rows.inFlight,
    readHeld: async () => rows.held,
    countDocuments: async () => rows.documents.size,
    readOpenPages: async () => [...rows.openPages.values()],
    readFolders: async () => [...rows.folders.values()],
    readItems: async (folderId, itemIds) => {
      const known = itemIds.flatMap((itemId) => {
        const record = rows.items.get(keyOf({ folderId, itemId }));
        return record === undefined ? [] : [[itemId, record] as const];
      });
      return new Map(known);
    },
    readFailures: async (folderId, itemIds) => {
      const known = itemIds.flatMap((itemId) => {
        const record = rows.failures.get(keyOf({ folderId, itemId }));
        return record === undefined ? [] : [[itemId, record] as const];
      });
      return new Map(known);
    },
    readDocuments: async (documentIds) => {
      const known = documentIds.flatMap((id) => {
        const record = rows.documents.get(id);
        return record === undefined ? [] : [[id, record] as const];
      });
      return new Map(known);
    },
    scanItems: (folderId) => pages([...rows.items.values()].filter((item) => item.folderId === folderId)),
    scanOrphans: () => pages([...rows.orphans]),
    scanFailures: () => pages([...rows.failures.values()]),
  };
}

/** Rows as they were when the scan began: a service may or may not show later ones. */
async function* pages<T>(all: readonly T[]): AsyncIterable<readonly T[]> {
  for (let start = 0; start < all.length; start += pageSize) yield all.slice(start, start + pageSize);
}

function apply(rows: MailboxRows, write: StateWrite): void {
  switch (write.kind) {
    case 'put-mailbox':
      rows.mailbox = write.record;
      return;
    case 'delete-mailbox':
      rows.mailbox = undefined;
      return;
    case 'put-held':
      rows.held = write.record;
      return;
    case 'delete-held':
      rows.held = undefined;
      return;
    case 'put-in-flight':
      rows.inFlight = write.documents;
      return;
    case 'put-folder':
      rows.folders.set(write.record.id, write.record);
      return;
    case 'delete-folder':
      rows.folders.delete(write.folderId);
      return;
    case 'put-open-page':
      rows.openPages.set(write.record.folderId, write.record);
      return;
    case 'delete-open-page':
      rows.openPages.delete(write.folderId);
      return;
    case 'put-item':
      rows.items.set(keyOf(write.record), write.record);
      return;
    case 'delete-item':
      rows.items.delete(keyOf(write));
      return;
    case 'put-document':
      rows.documents.set(write.record.documentId, write.record);
      return;
    case 'delete-document':
      rows.documents.delete(write.documentId);
      return;
    case 'put-orphan':
      rows.orphans.add(write.documentId);
      return;
    case 'delete-orphan':
      rows.orphans.delete(write.documentId);
      return;
    case 'put-failure':
      rows.failures.set(keyOf(write.record), write.record);
      return;
    case 'delete-failure':
      rows.failures.delete(keyOf(write));
      return;
  }
}
