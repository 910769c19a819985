import { describe, expect, it } from '@jest/globals';
import { ConnectorError, type FailureKind } from '../../src/errors.ts';
import { createMemoryStateStore } from '../../src/memory/index.ts';
import type { FolderChange, FolderChangePage, MailSource } from '../../src/sync/ports/index.ts';
import { owner } from '../support/engine-world.ts';
import { memoryIndex } from '../support/memory-index.ts';
import { oneRun } from '../support/one-run.ts';

const fails = (kind: FailureKind) => Promise.reject(new ConnectorError({ code: kind, kind, message: kind }));
const shown = (id: string): FolderChange => ({ kind: 'upsert', folder: { id, name: id } });
const last = (cursor: string, ...changes: FolderChange[]): FolderChangePage => ({ changes, cursor, complete: true });

/** Tells of its folders what it is given, page by page, and of no messages. */
function source(pages: readonly (FolderChangePage | 'cursor-invalid')[], itemsFail?: FailureKind): MailSource {
  const rest = [...pages];
  return {
    probe: async () => {},
    close: async () => {},
    open: () => ({
      messageBatchSize: 10,
      listFolderChanges: async () => {
        const page = rest.shift();
        return page === undefined || page === 'cursor-invalid' ? fails('cursor-invalid') : page;
      },
      listItemChanges: async (folderId, cursor) => {
        if (folderId === 'gone' && cursor !== undefined) return fails('folder');
        return itemsFail === undefined ? { changes: [], cursor: 'c', complete: true } : fails(itemsFail);
      },
      lookAtFolders: async () => new Map(),
      fetchMessages: async () => [],
      fetchAttachment: () => fails('gone'),
    }),
  };
}

describe('Rule 2: a folder tree', () => {
  it('whose cursor is refused half way forgets nothing of what was told before', async () => {
    const ports = { index: memoryIndex(), state: createMemoryStateStore() };
    await oneRun({ ...ports, source: source([last('1', shown('inbox'), shown('gone'))]) });
    const removal: FolderChangePage = {
      changes: [{ kind: 'removed', folderId: 'gone' }],
      cursor: '2',
      complete: false,
    };
    const interrupted = source([removal, 'cursor-invalid', last('3', shown('inbox'))], 'mailbox');
    expect((await oneRun({ ...ports, source: interrupted }, 2)).outcome).toBe('incomplete');

    expect((await oneRun({ ...ports, source: source([last('4')]) }, 3)).outcome).toBe('complete');

    const folders = await ports.state.view({ address: owner, store: 'primary' }).readFolders();
    expect(folders.map(({ id }) => id)).toEqual(['inbox']);
  });
});
