import { beforeEach, describe, expect, it } from '@jest/globals';
import { ConnectorError } from '../../src/errors.ts';
import { createMemoryStateStore } from '../../src/memory/index.ts';
import type { Scope } from '../../src/scope/index.ts';
import { noCounts } from '../../src/sync/counts.ts';
import { indexItems } from '../../src/sync/index-items.ts';
import type { FolderRecord, IndexDocument, MailMessage, MailSource } from '../../src/sync/ports/index.ts';
import { scopeOf } from '../scope/scopes.ts';
import { type EngineWorld, engineWorld, owner, permanent, transient } from '../support/engine-world.ts';
import { contentsOf, expectedContents } from '../support/index-contents.ts';
import { memoryIndex } from '../support/memory-index.ts';
import { mailboxKey, memorySource, TestMailbox } from '../support/memory-source.ts';
import { oneRun, type Ports } from '../support/one-run.ts';
import { readerOf, storeContext } from '../support/store-context.ts';
import { testMessage } from '../support/test-documents.ts';

let world: EngineWorld;
let inbox: string;

beforeEach(() => {
  world = engineWorld();
  inbox = world.mailbox().addFolder('Inbox');
});

const deliver = (key: string, extra = {}) =>
  world.mailbox().deliver(inbox, { searchKey: key, subject: key, body: `body ${key}`, ...extra });
const texts = (...names: string[]) => ({ attachments: names.map((name) => ({ name, text: name })) });
const titles = () => [...world.index.documents.values()].map(({ title }) => title).sort();

describe('a message that the index holds as it is', () => {
  it('is not put again when it was only touched, and not fetched again after that', async () => {
    const item = deliver('a', texts('a.txt', 'b.txt'));
    await world.run();
    world.mailbox().edit(inbox, item, {});
    expect((await world.run()).counts).toEqual({ ...noCounts, fetched: 1, unchanged: 1, pages: 1 });
    expect((await world.run()).counts).toEqual(noCounts);
    expect(world.index.puts).toHaveLength(3);
  });

  it('is not put again when settings changed that make no difference to it', async () => {
    deliver('a');
    deliver('b');
    await world.run();
    world.scope = scopeOf({ SUBJECT_EXCLUDE: 'something else' });
    expect((await world.run()).counts).toEqual({ ...noCounts, fetched: 2, unchanged: 2, pages: 1 });
  });

  it('is put again in a full run, once', async () => {
    deliver('a');
    await world.run();
    expect((await world.run('full')).counts).toMatchObject({ fetched: 1, indexed: 1, unchanged: 0 });
    expect(world.index.puts).toHaveLength(2);
  });

  it('is put again when other attachments of it are wanted, as many as before', async () => {
    deliver('m', texts('a.txt', 'b.md', 'c.csv'));
    world.scope = scopeOf({ ATTACHMENT_TYPES_EXCLUDE: 'md' });
    await world.run();
    expect(titles()).toEqual(['a.txt', 'c.csv', 'm']);
    world.scope = scopeOf({ ATTACHMENT_TYPES_EXCLUDE: 'csv' });
    await world.run();
    expect(titles()).toEqual(['a.txt', 'b.md', 'm']);
  });
});

describe('copies of a message that nothing tells apart', () => {
  /** Messages without a link of their own: all copies in one folder are rendered alike. */
  function alike(): Ports & { readonly mailbox: TestMailbox; readonly index: ReturnType<typeof memoryIndex> } {
    const mailbox = new TestMailbox();
    const source = memorySource(new Map([[mailboxKey({ address: owner, store: 'primary' }), mailbox]]));
    const open: MailSource['open'] = (ref) => {
      const reader = source.open(ref);
      return {
        ...reader,
        fetchMessages: async (...request) =>
          (await reader.fetchMessages(...request)).map((outcome) => {
            if (!outcome.ok) return outcome;
            const { webLink: _none, ...value } = outcome.value;
            return { ok: true, value };
          }),
      };
    };
    return { source: { ...source, open }, mailbox, index: memoryIndex(), state: createMemoryStateStore() };
  }
  const message = { searchKey: 'k', subject: 's', body: 'b' };

  it('cost no put, and keep the document until the last of them is gone', async () => {
    const { mailbox, index, ...ports } = alike();
    const folder = mailbox.addFolder('Inbox');
    const first = mailbox.deliver(folder, message);
    await oneRun({ ...ports, index }, 1);
    const second = mailbox.copy(folder, first, folder);
    expect((await oneRun({ ...ports, index }, 2)).counts).toMatchObject({ unchanged: 1, documentsPut: 0 });
    mailbox.remove(folder, first);
    await oneRun({ ...ports, index }, 3);
    expect(index.documents.size).toBe(1);
    mailbox.remove(folder, second);
    await oneRun({ ...ports, index }, 4);
    expect(index.documents.size).toBe(0);
  });

  it('share the document again once one that was edited apart is as it was', async () => {
    const { mailbox, index, ...ports } = alike();
    const folder = mailbox.addFolder('Inbox');
    const first = mailbox.deliver(folder, message);
    const second = mailbox.copy(folder, first, folder);
    await oneRun({ ...ports, index }, 1);
    mailbox.edit(folder, second, { body: 'apart' });
    await oneRun({ ...ports, index }, 2);
    expect(index.documents.size).toBe(2);
    mailbox.edit(folder, second, { body: 'b' });
    mailbox.remove(folder, first);
    await oneRun({ ...ports, index }, 3);
    const [document] = index.documents.values();
    expect(index.documents.size).toBe(1);
    expect(new TextDecoder().decode(document?.content)).toContain('\n\nb\n');
  });
});

describe('more copies of a message than share a document', () => {
  it('have one each that is taken for unchanged when they are touched, like any other', async () => {
    const item = deliver('a', texts('a.txt'));
    for (let at = 0; at < 250; at += 1) world.mailbox().copy(inbox, item, inbox);
    await world.run();
    const records = await world.state
      .view({ address: owner, store: 'primary' })
      .readDocuments([...world.index.documents.keys()]);
    const copies = [...records.values()].map((record) => record.copies);
    expect(copies.map(({ length }) => length).sort()).toEqual([1, 250]);
    const [single] = copies.find(({ length }) => length === 1) ?? [];
    world.mailbox().edit(inbox, single?.itemId ?? '', {});
    expect((await world.run()).counts).toEqual({ ...noCounts, fetched: 1, unchanged: 1, pages: 1 });
    world.mailbox().edit(inbox, single?.itemId ?? '', { attachments: [] });
    await world.run();
    expect(titles()).toEqual(['a', 'a', 'a.txt']);
  });
});

describe('a source that fails message by message', () => {
  const break100 = (isBroken: (at: number) => boolean, failure = transient()) => {
    const items = Array.from({ length: 100 }, (_, at) => deliver(`${at}`));
    world.fault = (operation, id) =>
      operation === 'fetchMessage' && isBroken(items.indexOf(id)) ? failure : undefined;
  };

  it('is taken for down after twenty in a row that may pass, which are on record by then', async () => {
    break100(() => true);
    const summary = await world.run();
    expect(summary).toMatchObject({ outcome: 'incomplete', counts: { fetched: 0, failed: 21 } });
    world.fault = undefined;
    await world.run();
    expect(contentsOf(world)).toEqual(expectedContents(world));
  });

  it('is not when one of twenty can be read', async () => {
    break100((at) => at % 20 !== 0);
    expect((await world.run()).counts).toMatchObject({ fetched: 5, failed: 95 });
  });

  it('is not when the messages are to blame', async () => {
    break100(() => true, permanent());
    expect(await world.run()).toMatchObject({ outcome: 'complete', counts: { failed: 100 } });
  });
});

describe('many items', () => {
  const folder: FolderRecord = {
    id: 'inbox',
    name: 'Inbox',
    listing: 1,
    pages: 0,
    listingOpen: true,
    refetch: false,
    fullRun: 0,
    removed: false,
  };

  const textFiles = (count: number) =>
    Array.from({ length: count }, (_, at) => ({
      id: `${at}`,
      kind: 'file' as const,
      name: `${at}.txt`,
      contentType: 'text/plain',
      isInline: false,
    }));

  /** What is asked of the source and the index for items, ten in a request. */
  async function stepsOf(
    message: (itemId: string) => Partial<MailMessage> = () => ({}),
    {
      count = 50,
      busyFrom = count,
      ...given
    }: { count?: number; busyFrom?: number; scope?: Scope; attachmentsAfterPut?: boolean } = {},
  ) {
    const steps: string[] = [];
    let putBegins = () => {};
    const begun = new Promise<void>((resolve) => {
      putBegins = resolve;
    });
    const reader = readerOf(async (itemIds) => {
      if (Number(itemIds[0]) >= busyFrom) throw new ConnectorError({ code: 'busy', kind: 'throttled', message: 'why' });
      steps.push(`fetch ${itemIds.length}`);
      return itemIds.map(
        (itemId) => ({ ok: true, value: testMessage({ itemId, searchKey: itemId, ...message(itemId) }) }) as const,
      );
    });
    const fetchAttachment = async () => {
      if (given.attachmentsAfterPut === true) await begun;
      return { kind: 'file', bytes: new Uint8Array([65]) } as const;
    };
    const { scope = scopeOf() } = given;
    const base = await storeContext({ scope, reader: { ...reader, fetchAttachment } });
    const put = async (documents: readonly IndexDocument[]) => {
      steps.push(`put ${documents.length}`);
      putBegins();
      return documents.map(({ id }) => ({ id, accepted: true }) as const);
    };
    const context = { ...base, index: { ...base.index, put } };
    const items = Array.from({ length: count }, (_, at) => ({ itemId: `${at}`, listing: 1 }));
    const ended = await indexItems(context, folder, items).catch(({ code }) => code);
    return { steps, ended, indexed: context.progress.counts.indexed };
  }

  it('are put and remembered four requests at a time, while further ones are fetched', async () => {
    const fetches = Array(5).fill('fetch 10');
    expect(await stepsOf()).toEqual({ steps: [...fetches, 'put 40', 'put 10'], indexed: 50 });
  });

  it('are four requests each time, not the first time alone', async () => {
    const { steps } = await stepsOf(undefined, { count: 100 });
    expect(steps.filter((step) => step.startsWith('put'))).toEqual(['put 40', 'put 40', 'put 20']);
  });

  it('do not wait for further requests because some of theirs are left out', async () => {
    const scope = scopeOf({ SUBJECT_EXCLUDE: 'left out' });
    const { steps } = await stepsOf((itemId) => (itemId === '3' ? { subject: 'left out' } : {}), { scope });
    expect(steps).toEqual([...Array(5).fill('fetch 10'), 'put 39', 'put 10']);
  });

  it('are put while their attachments are fetched', async () => {
    const attachments = textFiles(1);
    const { steps } = await stepsOf((itemId) => (itemId === '3' ? { attachments } : {}), { attachmentsAfterPut: true });
    expect(steps).toEqual([...Array(5).fill('fetch 10'), 'put 40', 'put 1', 'put 10']);
  });

  it('are put with their attachments where there are few: what is refused alone is taken to be at fault', async () => {
    const attachments = textFiles(1);
    const fetched = async (itemIds: readonly string[]) =>
      itemIds.map((itemId) => ({ ok: true, value: testMessage({ itemId, searchKey: itemId, attachments }) }) as const);
    const base = await storeContext({
      reader: {
        ...readerOf(fetched),
        fetchAttachment: async () => ({ kind: 'file', bytes: new Uint8Array([65]) }) as const,
      },
    });
    const puts: number[] = [];
    const put = async (documents: readonly IndexDocument[]) => {
      puts.push(documents.length);
      return documents.map(({ id }) => ({ id, accepted: true }) as const);
    };
    await indexItems({ ...base, index: { ...base.index, put } }, folder, [{ itemId: '1', listing: 1 }]);
    expect(puts).toEqual([2]);
  });

  it('leave nothing under way when they cannot be put: attachments that are coming are waited for', async () => {
    const steps: string[] = [];
    const attachments = textFiles(1);
    const reader = readerOf(async (itemIds) =>
      itemIds.map((itemId) => ({ ok: true, value: testMessage({ itemId, searchKey: itemId, attachments }) }) as const),
    );
    const fetchAttachment = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      steps.push('attachment came');
      return { kind: 'file', bytes: new Uint8Array([65]) } as const;
    };
    const base = await storeContext({ reader: { ...reader, fetchAttachment } });
    const put = async () => {
      steps.push('put failed');
      throw new ConnectorError({ code: 'index.down', kind: 'transient', message: 'why' });
    };
    const items = Array.from({ length: 10 }, (_, at) => ({ itemId: `${at}`, listing: 1 }));
    const ended = indexItems({ ...base, index: { ...base.index, put } }, folder, items);
    await ended.catch(({ code }) => steps.push(code));
    expect(steps[0]).toBe('put failed');
    expect(steps.slice(1, -1)).toContain('attachment came');
    expect(steps.at(-1)).toBe('index.down');
  });

  it('are asked for four requests at a time, once it is known what the first are like', async () => {
    const atATime: number[] = [];
    let underWay = 0;
    const reader = readerOf(async (itemIds) => {
      underWay += 1;
      atATime.push(underWay);
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      underWay -= 1;
      return itemIds.map((itemId) => ({ ok: true, value: testMessage({ itemId, searchKey: itemId }) }) as const);
    });
    const items = Array.from({ length: 80 }, (_, at) => ({ itemId: `${at}`, listing: 1 }));
    await indexItems(await storeContext({ reader }), folder, items);
    expect(atATime).toEqual([1, 1, 2, 3, 4, 4, 4, 4]);
  });

  it('wait for no more than four million characters of bodies', async () => {
    const content = 'a'.repeat(220_000);
    const { steps } = await stepsOf((itemId) => (Number(itemId) < 20 ? { body: { format: 'text', content } } : {}));
    expect(steps.slice(0, 3)).toEqual(['fetch 10', 'fetch 10', 'put 20']);
  });

  it('wait for no more than a thousand attachments: their ids are in one row of the table', async () => {
    const attachments = textFiles(51);
    const { steps } = await stepsOf((itemId) => (Number(itemId) < 20 ? { attachments } : {}));
    expect(steps.filter((step) => step.startsWith('put')).slice(0, 2)).toEqual(['put 20', 'put 1020']);
  });

  it('that came before the source failed are indexed: it may never give as many as a chunk at a time', async () => {
    expect(await stepsOf(undefined, { busyFrom: 20 })).toEqual({
      steps: ['fetch 10', 'fetch 10', 'put 20'],
      ended: 'busy',
      indexed: 20,
    });
  });

  it('are put before more than 14 MiB of them have been built', async () => {
    const bytes: number[] = [];
    const content = 'a'.repeat(4_900_000);
    const reader = readerOf(async (itemIds) =>
      itemIds.map((itemId) => {
        const value = testMessage({ itemId, searchKey: itemId, body: { format: 'text', content } });
        return { ok: true, value } as const;
      }),
    );
    const base = await storeContext({ reader });
    const put = async (documents: readonly IndexDocument[]) => {
      bytes.push(documents.reduce((sum, document) => sum + document.content.byteLength, 0));
      return documents.map(({ id }) => ({ id, accepted: true }) as const);
    };
    const items = Array.from({ length: 10 }, (_, at) => ({ itemId: `${at}`, listing: 1 }));
    await indexItems({ ...base, index: { ...base.index, put } }, folder, items);
    expect(bytes).toHaveLength(4);
    expect(Math.max(...bytes)).toBeLessThan(15_000_000);
  });

  it('hold no more than 14 MiB of documents that wait or are on their way, while attachments come', async () => {
    const bytes = new Uint8Array(1_000_000).fill(65);
    const content = 'a'.repeat(400_000);
    let held = 0;
    let most = 0;
    const hold = (change: number) => {
      held += change;
      most = Math.max(most, held);
    };
    const reader = readerOf(async (itemIds) =>
      itemIds.map((itemId) => {
        const body = { format: 'text', content } as const;
        return {
          ok: true,
          value: testMessage({ itemId, searchKey: itemId, body, attachments: textFiles(1) }),
        } as const;
      }),
    );
    const fetchAttachment = async () => {
      hold(bytes.byteLength);
      return { kind: 'file', bytes } as const;
    };
    const base = await storeContext({ reader: { ...reader, fetchAttachment } });
    const put = async (documents: readonly IndexDocument[]) => {
      const messages = documents.filter(({ content: { byteLength } }) => byteLength < bytes.byteLength);
      hold(messages.length * content.length);
      // Whatever can be fetched meanwhile is.
      for (let turn = 0; turn < 500; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      hold(-messages.length * content.length - (documents.length - messages.length) * bytes.byteLength);
      return documents.map(({ id }) => ({ id, accepted: true }) as const);
    };
    const items = Array.from({ length: 20 }, (_, at) => ({ itemId: `${at}`, listing: 1 }));
    await indexItems({ ...base, index: { ...base.index, put } }, folder, items);
    expect(held).toBe(0);
    // Beside them, the attachments of five messages, which wait for room.
    expect(most).toBeLessThan(22_000_000);
    expect(most).toBeGreaterThan(15_000_000);
  });

  it('ask for no further attachments once the source wants to be left alone', async () => {
    const attachments = textFiles(5);
    const reader = readerOf(async (itemIds) =>
      itemIds.map((itemId) => ({ ok: true, value: testMessage({ itemId, searchKey: itemId, attachments }) }) as const),
    );
    let asked = 0;
    const fetchAttachment = async () => {
      asked += 1;
      throw new ConnectorError({ code: 'busy', kind: 'throttled', message: 'why', retryAfterMs: 300_000 });
    };
    const items = Array.from({ length: 40 }, (_, at) => ({ itemId: `${at}`, listing: 1 }));
    const context = await storeContext({ reader: { ...reader, fetchAttachment } });
    await expect(indexItems(context, folder, items)).rejects.toMatchObject({ code: 'busy' });
    // Four of each of four messages: what is under way by then. The source itself sends four of them.
    expect(asked).toBe(16);
  });
});
