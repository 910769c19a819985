import { describe, expect, it } from '@jest/globals';
import { allItems, createWorld, moveToArchive, populate } from '../../src/index.ts';
import { MailStore } from '../../src/mail/store.ts';

describe('a folder of a million messages', () => {
  const million = 1_000_000;
  function hugeStore() {
    const rendered: number[] = [];
    const store = new MailStore('huge', {
      rootId: 'msgfolderroot',
      render: (serial) => {
        rendered.push(serial);
        throw new Error(`message ${serial} was rendered`);
      },
      classOf: (serial) => `IPM.Note.${serial % 2}`,
      receivedAt: (serial) => (serial % 1000 === 7 ? undefined : new Date(serial * 1000)),
    });
    return { rendered, store, folder: store.addFolder({ name: 'huge', generated: million }) };
  }

  it('is counted, listed and searched without rendering one', () => {
    const { rendered, store, folder } = hugeStore();
    expect(folder.itemCount).toBe(million);
    const newest = folder.itemsBelow(undefined, 3);
    expect(newest.map(({ serial }) => serial)).toEqual([million, million - 1, million - 2]);
    expect(newest.map(({ itemClass }) => itemClass)).toEqual(['IPM.Note.0', 'IPM.Note.1', 'IPM.Note.0']);
    expect(folder.itemsBelow(3, 10).map(({ serial }) => serial)).toEqual([2, 1]);
    expect(store.item(folder.itemsBelow(500_001, 1)[0]?.id ?? '')?.serial).toBe(500_000);
    const received = folder.receivedBetween(new Date(5_000), new Date(9_000), 10);
    expect(received.map(({ serial }) => serial)).toEqual([8, 6, 5]);
    expect(rendered).toEqual([]);
  });

  it('keeps nothing for a message until something happens to it, and then for that one alone', () => {
    const { rendered, store, folder } = hugeStore();
    expect(folder.sequence).toBe(0);
    const [first, second, third] = folder.itemsBelow(undefined, 3);
    store.markRead(first?.id ?? '', true);
    store.remove(second?.id ?? '');
    store.move(third?.id ?? '', folder.id);
    expect(folder.itemCount).toBe(million - 1);
    expect(folder.sequence).toBe(4);
    expect(folder.deletedCount).toBe(2);
    expect(rendered).toEqual([]);
  });
});

describe('an immutable id', () => {
  const start = async () => {
    const world = await createWorld();
    const mailbox = world.addMailbox('ann@contoso.example', { archive: true, generated: 3 });
    const { primary, archive } = mailbox;
    const [inbox, drafts] = [primary.wellKnown('inbox')?.id ?? '', primary.wellKnown('drafts')?.id ?? ''];
    const archiveInbox = archive?.wellKnown('archiveinbox')?.id ?? '';
    const [item] = primary.folder(inbox)?.itemsBelow(undefined, 1) ?? [];
    return { mailbox, primary, archive, inbox, drafts, archiveInbox, item };
  };

  it('stays on moves, while the id changes, and finds the item until it is removed', async () => {
    const { primary, inbox, drafts, item } = await start();
    const away = primary.move(item?.id ?? '', drafts);
    const back = primary.move(away.id, inbox);
    expect([away.immutableId, back.immutableId]).toEqual([item?.immutableId, item?.immutableId]);
    expect(new Set([item?.id, away.id, back.id]).size).toBe(3);
    expect(primary.immutableItem(back.immutableId)?.id).toBe(back.id);
    expect([item?.id ?? '', away.id].map((gone) => primary.immutableIdOf(gone))).toEqual([
      back.immutableId,
      back.immutableId,
    ]);
    primary.remove(back.id);
    expect(primary.immutableItem(back.immutableId)).toBeUndefined();
  });

  it('is another one for a copy', async () => {
    const { primary, drafts, item } = await start();
    const copy = primary.copy(item?.id ?? '', drafts);
    expect(copy.immutableId).not.toBe(item?.immutableId);
    expect(primary.immutableItem(copy.immutableId)?.id).toBe(copy.id);
    expect(primary.immutableItem(item?.immutableId ?? '')?.id).toBe(item?.id);
  });

  it('is another one in the archive, where the search key is the same', async () => {
    const { mailbox, primary, archive, archiveInbox, item } = await start();
    const key = item?.content().searchKey;
    const moved = moveToArchive(mailbox, item?.id ?? '', archiveInbox);
    expect(moved.immutableId).not.toBe(item?.immutableId);
    expect(moved.content().searchKey).toEqual(key);
    expect(primary.immutableItem(item?.immutableId ?? '')).toBeUndefined();
    expect(archive?.immutableItem(moved.immutableId)?.id).toBe(moved.id);
    expect(archive?.immutableItem(item?.immutableId ?? '')).toBeUndefined();
  });
});

describe('a mailbox', () => {
  it('has appointments, contacts and tasks in folders of their own', async () => {
    const world = await createWorld();
    populate(world, { mailboxes: 1, messages: 20, today: new Date('2026-03-10') });
    const classes = new Map<string, Set<string>>();
    for (const { folder, item } of allItems(world)) {
      const known = classes.get(folder.folderClass) ?? new Set();
      classes.set(folder.folderClass, known.add(item.itemClass));
    }
    expect(classes.get('IPF.Appointment')).toEqual(new Set(['IPM.Appointment']));
    expect(classes.get('IPF.Contact')).toEqual(new Set(['IPM.Contact', 'IPM.DistList']));
    expect(classes.get('IPF.Task')).toEqual(new Set(['IPM.Task']));
  });

  it('tells of folders that stood in each other, one after the other', async () => {
    const { primary } = (await createWorld()).addMailbox('ann@example.com');
    const [one, other] = ['one', 'other'].map((name) => primary.addFolder({ name }).id) as [string, string];
    const before = primary.hierarchySequence;
    primary.moveFolder(one, other);
    primary.moveFolder(one, primary.root.id);
    primary.moveFolder(other, one);
    const changes = primary.hierarchyChanges(before, primary.root.id);
    expect(new Set(changes.map(({ folderId }) => folderId))).toEqual(new Set([one, other]));
    expect(primary.hierarchyChanges(before, one).map(({ kind }) => kind)).toEqual(['create']);
  });
});
