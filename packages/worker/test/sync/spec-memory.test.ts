import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { createMemoryStateStore } from '../../src/memory/index.ts';
import type { DocumentIndex, MailboxState, MailMessage, MailSource, StateStore } from '../../src/sync/ports/index.ts';
import { oneRun } from '../support/one-run.ts';

const messages = 50_000;
/** Sizes of the real source. */
const pageSize = 512;
const messageBatchSize = 10;
/** A look at what can still be reached, after so many requests for messages. */
const requestsBetweenLooks = 500;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Things that were handed out, as far as somebody still holds them. */
function handedOut() {
  let references: WeakRef<object>[] = [];
  let most = 0;
  return {
    add: (thing: object) => references.push(new WeakRef(thing)),
    look: async () => {
      // What a weak reference was asked for lives to the end of the turn.
      await new Promise((resolve) => setImmediate(resolve));
      collectGarbage();
      references = references.filter((reference) => reference.deref() !== undefined);
      most = Math.max(most, references.length);
    },
    most: () => most,
  };
}

type HandedOut = ReturnType<typeof handedOut>;

/** One folder with that many messages, each of them made when it is asked for. */
function lazySource(inHand: HandedOut): MailSource {
  let requests = 0;
  const message = (itemId: string): MailMessage => {
    const made: MailMessage = {
      itemId,
      changeKey: '1',
      searchKey: itemId,
      itemClass: 'IPM.Note',
      subject: `subject ${itemId}`,
      to: [],
      cc: [],
      bcc: [],
      replyTo: [],
      categories: [],
      attachments: [],
      body: { format: 'text', content: itemId.repeat(20) },
    };
    inHand.add(made);
    return made;
  };
  return {
    probe: async () => {},
    close: async () => {},
    open: () => ({
      messageBatchSize,
      listFolderChanges: async () => ({
        changes: [{ kind: 'upsert', folder: { id: 'inbox', name: 'Inbox' } }],
        cursor: 'c',
        complete: true,
      }),
      listItemChanges: async (_, cursor) => {
        const from = Number(cursor ?? 0);
        const until = Math.min(messages, from + pageSize);
        const changes = Array.from({ length: until - from }, (__, offset) => {
          const change = { kind: 'upsert', itemId: `item-${from + offset}`, changeKey: '1' } as const;
          inHand.add(change);
          return change;
        });
        return { changes, cursor: String(until), complete: until === messages };
      },
      lookAtFolders: async () => new Map(),
      fetchMessages: async (ids) => {
        requests += 1;
        if (requests % requestsBetweenLooks === 0) await inHand.look();
        return ids.map((id) => ({ ok: true, value: message(id) }));
      },
      fetchAttachment: async () => Promise.reject(new Error('there is none')),
    }),
  };
}

/** Accepts documents and keeps none. */
function bottomlessIndex(inHand: HandedOut): DocumentIndex & { readonly count: () => number } {
  let count = 0;
  return {
    count: () => count,
    close: async () => {},
    open: async () => ({
      fields: new Set<string>(),
      contentBytes: 1,
      put: async (documents) =>
        documents.map((document) => {
          count += 1;
          inHand.add(document);
          return { id: document.id, accepted: true };
        }),
      delete: async (ids) => ids.map((id) => ({ id, accepted: true })),
      end: async () => {},
      jobs: async () => [],
      listDocuments: async function* () {},
    }),
  };
}

/** Keeps what there is one of for each folder or store, and forgets what there is one of for each message. */
function forgetfulState(): StateStore {
  const store = createMemoryStateStore();
  const forgetful = (state: MailboxState): MailboxState => ({
    ...state,
    write: (writes) => state.write(writes.filter(({ kind }) => kind !== 'put-item' && kind !== 'put-document')),
  });
  return { ...store, open: (mailbox, fence) => forgetful(store.open(mailbox, fence)) };
}

describe('Rule 10: memory does not grow with the mailbox', () => {
  it('of fifty thousand messages the engine never holds more than a page of changes and a few requests of messages', async () => {
    const inHand = handedOut();
    const index = bottomlessIndex(inHand);
    const summary = await oneRun({ source: lazySource(inHand), index, state: forgetfulState() });
    expect(summary).toMatchObject({ outcome: 'complete', counts: { indexed: messages } });
    expect(index.count()).toBe(messages);
    // It was seen to hold something, or the looks would prove nothing.
    expect(inHand.most()).toBeGreaterThan(messageBatchSize);
    expect(inHand.most()).toBeLessThanOrEqual(pageSize * 2 + messageBatchSize * 5);
  }, 120_000);
});
