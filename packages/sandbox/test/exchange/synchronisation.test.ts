import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WorldMessage } from '../../src/index.ts';
import {
  attributes,
  distinguished,
  folder,
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

const inbox = distinguished('inbox');
const inboxId = () => test.mailbox.primary.wellKnown('inbox')?.id ?? '';
const stateOf = async (body: string) => texts(await test.send(body), 'SyncState')[0] ?? '';

/** Every element that stands in a change. */
const elements = (text: string) => [...text.matchAll(/<t:(?:Create|Update)><t:(\w+)/g)].map(([, name]) => name);

describe('a listing of items', () => {
  it('may have smaller pages than are asked for', async () => {
    const { exchange, send } = await startTestExchange({ pageEntries: 4 });
    try {
      const { text } = await send(syncItems(inbox));
      expect(elements(text)).toHaveLength(4);
      expect(text).toContain('<m:IncludesLastItemInRange>false');
    } finally {
      await exchange.close();
    }
  });

  it('never has bodies or attachments, whatever its shape', async () => {
    const { text } = await test.send(
      syncItems(inbox, { itemShape: shape('AllProperties', [], '<t:IncludeMimeContent>false</t:IncludeMimeContent>') }),
    );
    expect(text).toContain('<t:Subject>');
    for (const name of ['Body', 'Attachments', 'UniqueBody', 'TextBody', 'MimeContent'])
      expect(text).not.toContain(`<t:${name}`);
  });

  it.each(['item:Body', 'item:Attachments', 'item:UniqueBody', 'item:TextBody', 'item:MimeContent'])(
    'is refused when %s is asked for by name',
    async (field) => {
      const { codes } = await test.send(syncItems(inbox, { itemShape: shape('IdOnly', [field]) }));
      expect(codes).toEqual(['ErrorInvalidPropertyRequest']);
    },
  );

  it.each([
    ['IPM.Note', 'Message'],
    ['IPM.Note.SMIME.MultipartSigned', 'Message'],
    ['REPORT.IPM.Note.NDR', 'Message'],
    ['IPM.Schedule.Meeting.Request', 'MeetingRequest'],
    ['IPM.Schedule.Meeting.Resp.Pos', 'MeetingResponse'],
    ['IPM.Schedule.Meeting.Canceled', 'MeetingCancellation'],
    ['IPM.Post', 'PostItem'],
    ['IPM.Appointment', 'CalendarItem'],
    ['IPM.Contact', 'Contact'],
    ['IPM.DistList', 'DistributionList'],
    ['IPM.Task', 'Task'],
    ['IPM.Posting', 'Message'],
  ])('shows %s as %s even with ids alone', async (itemClass, element) => {
    const target = test.mailbox.primary.addFolder({ name: 'target' });
    const content = test.mailbox.primary.deliver(inboxId()).content();
    test.mailbox.primary.deliver(target.id, () => ({ ...content, itemClass }));
    for (const base of ['IdOnly', 'AllProperties']) {
      const { text } = await test.send(syncItems(folder(target.id), { itemShape: shape(base) }));
      expect(elements(text)).toEqual([element]);
    }
  });

  it('renders no message when ids are enough, however many there are', async () => {
    const huge = test.mailbox.primary.addFolder({ name: 'huge', generated: 1_000_000 });
    const broken = test.mailbox.primary.deliver(
      huge.id,
      (): WorldMessage => {
        throw new Error('rendered');
      },
      'IPM.Note',
    );
    const answer = await test.send(syncItems(folder(huge.id)));
    expect(attributes(answer, 'ItemId')).toHaveLength(512);
    expect(attributes(answer, 'ItemId')[0]).toBe(broken.id);
    expect(huge.itemCount).toBe(1_000_001);
  });

  it('leaves out what the client ignores, in the first listing and later', async () => {
    const [first, second] = test.mailbox.primary.folder(inboxId())?.itemsBelow(undefined, 2) ?? [];
    const ignore = [first?.id ?? ''];
    const listing = await test.send(syncItems(inbox, { ignore }));
    expect(attributes(listing, 'ItemId')).toHaveLength(29);
    const state = texts(listing, 'SyncState')[0] ?? '';
    for (const item of [first, second]) test.mailbox.primary.markRead(item?.id ?? '', true);
    const later = await test.send(syncItems(inbox, { state, ignore }));
    expect(attributes(later, 'ItemId')).toEqual([second?.id]);
  });
});

describe('changes since a state', () => {
  const told = async (state: string) => {
    const { text } = await test.send(syncItems(inbox, { state }));
    return [...text.matchAll(/<t:(Create|Update|Delete|ReadFlagChange)>.*?<t:ItemId Id="([^"]+)"/g)].map(
      ([, kind, id]) => `${kind} ${id}`,
    );
  };

  it('say nothing of what came and went, on whichever page its end stands', async () => {
    const { primary } = test.mailbox;
    const state = await stateOf(syncItems(inbox));
    const cameAndWent = primary.deliver(inboxId()).id;
    const stays = primary.deliver(inboxId()).id;
    const read = primary.folder(inboxId())?.itemsBelow(undefined, 20).at(-1)?.id ?? '';
    primary.markRead(cameAndWent, true);
    for (let time = 0; time < 600; time += 1) primary.markRead(read, time % 2 === 0);
    primary.remove(cameAndWent);
    const first = await test.send(syncItems(inbox, { state }));
    expect(attributes(first, 'ItemId')).not.toContain(cameAndWent);
    expect(attributes(first, 'ItemId')).toContain(stays);
    const later = texts(first, 'SyncState')[0] ?? '';
    expect((await told(later)).filter((line) => line.includes(cameAndWent))).toEqual([]);
    // Who heard of it hears of its end.
    primary.remove(stays);
    expect(await told(later)).toContain(`Delete ${stays}`);
  });

  it('say nothing of what went before the listing came to it', async () => {
    const { primary } = test.mailbox;
    const target = primary.addFolder({ name: 'long', generated: 520 });
    const first = await test.send(syncItems(folder(target.id)));
    const untold = target.itemsBelow(undefined, 520).at(-1);
    const [known] = target.itemsBelow(undefined, 1);
    if (untold === undefined || known === undefined) throw new Error('the folder has too few items');
    for (const { id } of [untold, known]) primary.remove(id);
    const second = await test.send(syncItems(folder(target.id), { state: texts(first, 'SyncState')[0] ?? '' }));
    expect(attributes(second, 'ItemId')).not.toContain(untold.id);
    const third = await test.send(syncItems(folder(target.id), { state: texts(second, 'SyncState')[0] ?? '' }));
    expect(attributes(third, 'ItemId')).toEqual([known.id]);
  });
});

describe('a synchronisation state', () => {
  it.each([
    [512, 1804],
    [1024, 2464],
    [1536, 3040],
    [2048, 3504],
  ])('after %i items is as long as Exchange Online has it', async (items, length) => {
    const big = test.mailbox.primary.addFolder({ name: 'big', generated: items });
    let state = '';
    for (let told = 0; told < items; told += 512) state = await stateOf(syncItems(folder(big.id), { state }));
    expect(Math.abs(state.length - length)).toBeLessThanOrEqual(4);
  });

  it('goes on growing beyond what was seen', async () => {
    const big = test.mailbox.primary.addFolder({ name: 'big', generated: 4096 });
    let state = '';
    for (let told = 0; told < 4096; told += 512) state = await stateOf(syncItems(folder(big.id), { state }));
    expect(state.length).toBeGreaterThan(5000);
  });

  it.each<readonly [string, (state: string) => string]>([
    ['cut short', (state) => state.slice(0, -4)],
    ['with a changed bit', (state) => `${state.startsWith('A') ? 'B' : 'A'}${state.slice(1)}`],
    ['with white space in it', (state) => `${state.slice(0, 8)} ${state.slice(8)}`],
    ['in lower case', (state) => state.toLowerCase()],
    [
      'edited and encoded again',
      (state) => {
        const bytes = Buffer.from(state, 'base64');
        const at = bytes.indexOf('"sequence":');
        bytes.write('9', at + '"sequence":'.length);
        return bytes.toString('base64');
      },
    ],
  ])('%s is refused', async (_, damage) => {
    const state = await stateOf(syncItems(inbox));
    expect((await test.send(syncItems(inbox, { state }))).codes).toEqual(['NoError']);
    expect((await test.send(syncItems(inbox, { state: damage(state) }))).codes).toEqual(['ErrorInvalidSyncStateData']);
  });

  it('of another folder or of the other kind is refused', async () => {
    const items = await stateOf(syncItems(inbox));
    const hierarchy = await stateOf(syncHierarchy(distinguished('msgfolderroot')));
    const sent = [
      syncItems(distinguished('sentitems'), { state: items }),
      syncItems(inbox, { state: hierarchy }),
      syncHierarchy(distinguished('msgfolderroot'), items),
      syncHierarchy(inbox, hierarchy),
    ];
    for (const body of sent) expect((await test.send(body)).codes).toEqual(['ErrorInvalidSyncStateData']);
  });
});

describe('the hierarchy below a folder', () => {
  const told = async (body: string) => {
    const { text } = await test.send(body);
    const changes = [...text.matchAll(/<t:(Create|Update|Delete)>(?:<t:\w*Folder>)?<t:FolderId Id="([^"]*)"/g)];
    return new Map(changes.map(([, kind, id]) => [id, kind]));
  };

  it('is told alone', async () => {
    const { primary } = test.mailbox;
    const parent = primary.addFolder({ name: 'parent' });
    const child = primary.addFolder({ name: 'child', parentId: parent.id });
    const grandchild = primary.addFolder({ name: 'grandchild', parentId: child.id });
    expect(await told(syncHierarchy(folder(parent.id)))).toEqual(
      new Map([
        [child.id, 'Create'],
        [grandchild.id, 'Create'],
      ]),
    );
    expect((await told(syncHierarchy(''))).size).toBe(primary.folders().length);
  });

  it('tells what comes, goes and changes', async () => {
    const { primary } = test.mailbox;
    const parent = primary.addFolder({ name: 'parent' });
    const [kept, leaving, removed] = ['kept', 'leaving', 'removed'].map((name) =>
      primary.addFolder({ name, parentId: parent.id }),
    );
    const inside = primary.addFolder({ name: 'inside', parentId: leaving?.id ?? '' });
    const arriving = primary.addFolder({ name: 'arriving' });
    const along = primary.addFolder({ name: 'along', parentId: arriving.id });
    const state = await stateOf(syncHierarchy(folder(parent.id)));
    primary.renameFolder(kept?.id ?? '', 'renamed');
    primary.moveFolder(leaving?.id ?? '', primary.root.id);
    primary.removeFolder(removed?.id ?? '');
    primary.moveFolder(arriving.id, parent.id);
    primary.renameFolder(inboxId(), 'elsewhere');
    expect(await told(syncHierarchy(folder(parent.id), state))).toEqual(
      new Map([
        [kept?.id, 'Update'],
        [leaving?.id, 'Delete'],
        [inside.id, 'Delete'],
        [removed?.id, 'Delete'],
        [arriving.id, 'Create'],
        [along.id, 'Create'],
      ]),
    );
  });

  it('comes in pages that lose no folder, although a moved tree changes as one', async () => {
    const { primary } = test.mailbox;
    const parent = primary.addFolder({ name: 'parent' });
    for (let number = 0; number < 120; number += 1) primary.addFolder({ name: `f${number}`, parentId: parent.id });
    primary.moveFolder(parent.id, inboxId());
    const first = await test.send(syncHierarchy(inbox));
    expect(texts(first, 'IncludesLastFolderInRange')).toEqual(['true']);
    expect((await told(syncHierarchy(inbox))).size).toBe(121);
  });
});
