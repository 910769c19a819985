import { ConnectorError } from '../../src/errors.ts';
import type { MailboxState, StateStore, StateWrite } from '../../src/sync/ports/index.ts';
import type { FaultHook } from './memory-source.ts';

/** Does writes of state, entering each first. */
export type Write = (
  state: MailboxState,
  writes: readonly StateWrite[],
  enter: (write: StateWrite) => void,
) => Promise<void>;

/** A crash may come between any two. */
export const oneByOne: Write = async (state, writes, enter) => {
  for (const write of writes) {
    enter(write);
    await state.write([write]);
  }
};

/** As the engine asks for them: what a service refuses together it may take one by one. */
export const atOnce: Write = async (state, writes, enter) => {
  for (const write of writes) enter(write);
  await state.write(writes);
};

/**
 * `fault('state-write', kind)` throws before a write, `fault('state-read', name)` before a read, and `fault('lease', name)`
 * before a look at a lease.
 */
export function faultyState(state: StateStore, fault: FaultHook, write: Write): StateStore {
  const enter = (operation: string, detail: string): void => {
    const failure = fault(operation, detail);
    if (failure !== undefined) throw new ConnectorError(failure);
  };
  return {
    ...state,
    open: (mailbox, fence) => faultyMailboxState(state.open(mailbox, fence), enter, write),
    leases: {
      readLease: async (mailbox) => {
        enter('lease', 'read');
        return state.leases.readLease(mailbox);
      },
      replaceLease: async (mailbox, expected, next) => {
        enter('lease', next.owner === '' ? 'release' : 'replace');
        return state.leases.replaceLease(mailbox, expected, next);
      },
    },
  };
}

function faultyMailboxState(
  state: MailboxState,
  enter: (operation: string, detail: string) => void,
  write: Write,
): MailboxState {
  return {
    ...state,
    readMailbox: async () => {
      enter('state-read', 'mailbox');
      return state.readMailbox();
    },
    readInFlight: async () => {
      enter('state-read', 'in-flight');
      return state.readInFlight();
    },
    readOpenPages: async () => {
      enter('state-read', 'open-pages');
      return state.readOpenPages();
    },
    readFolders: async () => {
      enter('state-read', 'folders');
      return state.readFolders();
    },
    readItems: async (folderId, ids) => {
      enter('state-read', 'items');
      return state.readItems(folderId, ids);
    },
    readDocuments: async (ids) => {
      enter('state-read', 'documents');
      return state.readDocuments(ids);
    },
    confirm: async () => {
      enter('state-read', 'lease');
      await state.confirm();
    },
    write: (writes) => write(state, writes, ({ kind }) => enter('state-write', kind)),
  };
}
