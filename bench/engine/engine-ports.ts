import type { MailMessage } from '../../packages/worker/src/documents/index.ts';
import type { DocumentIndex, MailboxReader, MailSource } from '../../packages/worker/src/sync/ports/index.ts';

const folderId = 'inbox';
const pageSize = 512;
const batchSize = 10;

/** One folder of messages that are all there already, newest first. */
export function arraySource(messages: readonly MailMessage[]): MailSource {
  const reader: MailboxReader = {
    messageBatchSize: batchSize,
    isOwnCursor: () => true,
    listFolderChanges: async (cursor) => ({
      changes:
        cursor === undefined
          ? [
              {
                kind: 'upsert',
                folder: { id: folderId, name: 'Inbox', wellKnownName: 'inbox', folderClass: 'IPF.Note' },
              },
            ]
          : [],
      cursor: 'listed',
      complete: true,
    }),
    listItemChanges: async (_folder, cursor) => {
      const from = Number(cursor ?? 0);
      const page = messages.slice(from, from + pageSize);
      return {
        changes: page.map(({ itemId }) => ({ kind: 'upsert', itemId, changeKey: '1' })),
        cursor: String(from + page.length),
        complete: from + page.length >= messages.length,
      };
    },
    lookAtFolders: async () => new Map(),
    fetchMessages: async (ids) =>
      ids.map((id) => {
        const value = messages[Number(id)];
        if (value === undefined) throw new RangeError(`there is no message ${id}`);
        return { ok: true, value };
      }),
    fetchAttachment: async (id) => {
      throw new RangeError(`there is no attachment ${id}`);
    },
  };
  return { probe: async () => {}, close: async () => {}, open: () => reader };
}

/** Accepts everything and keeps nothing. */
export function acceptingIndex(fields: ReadonlySet<string>): DocumentIndex & { readonly accepted: () => number } {
  let accepted = 0;
  return {
    accepted: () => accepted,
    close: async () => {},
    open: async () => ({
      fields,
      contentBytes: 7_000_000,
      put: async (documents) => {
        accepted += documents.length;
        return documents.map(({ id }) => ({ id, accepted: true }));
      },
      delete: async (ids) => ids.map((id) => ({ id, accepted: true })),
      end: async () => {},
      jobs: async () => [],
      listDocuments: async function* () {},
    }),
  };
}
