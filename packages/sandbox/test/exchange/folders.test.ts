import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  address,
  attributes,
  distinguished,
  extended,
  findFolder,
  folder,
  getFolder,
  shape,
  startTestExchange,
  syncHierarchy,
  syncItems,
  type TestExchange,
  texts,
} from '../support/exchange-client.ts';

let test: TestExchange;
beforeEach(async () => {
  test = await startTestExchange();
});
afterEach(() => test.exchange.close());

describe('a search for folders', () => {
  it('goes down from its root and no further up or aside', async () => {
    const { primary } = test.mailbox;
    const parent = primary.addFolder({ name: 'parent' });
    const child = primary.addFolder({ name: 'child', parentId: parent.id });
    const grandchild = primary.addFolder({ name: 'grandchild', parentId: child.id });
    const found = async (traversal: string) =>
      attributes(await test.send(findFolder(folder(parent.id), { traversal })), 'FolderId');
    expect(await found('Deep')).toEqual([child.id, grandchild.id]);
    expect(await found('Shallow')).toEqual([child.id]);
    expect(await found('SoftDeleted')).toEqual([]);
  });

  it('comes in pages', async () => {
    const root = distinguished('msgfolderroot');
    const view = (offset: number) =>
      `<m:IndexedPageFolderView MaxEntriesReturned="5" Offset="${offset}" BasePoint="Beginning"/>`;
    const all = attributes(await test.send(findFolder(root)), 'FolderId');
    const pages = [0, 5, 10].map((offset) => test.send(findFolder(root, { view: view(offset) })));
    const answers = await Promise.all(pages);
    expect(answers.flatMap((answer) => attributes(answer, 'FolderId'))).toEqual(all);
    expect(answers.map(({ text }) => text.includes('IncludesLastItemInRange="true"'))).toEqual([false, false, true]);
  });

  it.each([
    [
      '<m:IndexedPageFolderView MaxEntriesReturned="-3" Offset="0" BasePoint="Beginning"/>',
      'ErrorInvalidPagingMaxRows',
    ],
    ['<m:IndexedPageFolderView Offset="-1" BasePoint="Beginning"/>', 'ErrorInvalidIndexedPagingParameters'],
    ['<m:FractionalPageFolderView Numerator="2" Denominator="1"/>', 'ErrorInvalidFractionalPagingParameters'],
  ])('with the view %s is refused', async (view, code) => {
    expect((await test.send(findFolder(distinguished('inbox'), { view }))).codes).toEqual([code]);
  });

  it('tells with two properties whether anything happened in a folder', async () => {
    const fields = [extended('0x670A', 'SystemTime'), extended('0x670B', 'Integer')];
    const inbox = distinguished('inbox');
    const values = async () => texts(await test.send(getFolder(inbox, shape('IdOnly', fields))), 'Value');
    const before = await values();
    expect(await values()).toEqual(before);
    const item = test.mailbox.primary.deliver(test.mailbox.primary.wellKnown('inbox')?.id ?? '');
    const arrived = await values();
    expect(Date.parse(arrived[0] ?? '')).toBeGreaterThan(Date.parse(before[0] ?? ''));
    expect(arrived[1]).toBe(before[1]);
    test.mailbox.primary.remove(item.id);
    expect(Number((await values())[1])).toBe(Number(before[1]) + 1);
  });
});

describe('a mailbox without an archive', () => {
  it.each(['ErrorFolderNotFound', 'ErrorArchiveMailboxNotEnabled'] as const)('may answer %s', async (archiveAbsent) => {
    await test.exchange.close();
    test = await startTestExchange({ archiveAbsent });
    test.world.removeMailbox(address);
    test.world.addMailbox(address);
    const root = distinguished('archivemsgfolderroot');
    for (const body of [getFolder(root), findFolder(root), syncHierarchy(root)]) {
      expect((await test.send(body)).codes).toEqual([archiveAbsent]);
    }
    const items = await test.send(syncItems(distinguished('archiveinbox')));
    expect(items.codes).toEqual([archiveAbsent === 'ErrorFolderNotFound' ? 'ErrorSyncFolderNotFound' : archiveAbsent]);
  });
});
