import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { entriesIn, immutable, readRound, restId, startTestGraph, type TestGraph } from '../support/graph-client.ts';

let test: TestGraph;
beforeEach(async () => {
  test = await startTestGraph();
});
afterEach(() => test.graph.close());

const inbox = 'mailFolders/inbox/messages/delta';
const folder = (name: string) => test.mailbox.primary.wellKnown(name)?.id ?? '';
const newest = (name = 'inbox') => test.mailbox.primary.folder(folder(name))?.itemsBelow(undefined, 1)[0];
const isRemoved = (entry: object) => '@removed' in entry;

describe('a first round of messages', () => {
  it('tells of every message once, newest first, in pages of ten', async () => {
    const { entries, pages } = await readRound(test, `${inbox}?$select=subject`);
    const all = test.mailbox.primary.folder(folder('inbox'))?.itemsBelow(undefined, 100) ?? [];
    expect(entries.map(({ id }) => id)).toEqual(all.map((item) => restId(item.immutableId)));
    expect(pages).toBe(3);
    expect(Object.keys(entries[0] ?? {}).sort()).toEqual(['@odata.etag', '@odata.type', 'id', 'subject']);
  });

  it.each([
    ['odata.maxpagesize=7', '', 7],
    ['', '&$top=4', 4],
    ['odata.maxpagesize=3', '&$top=4', 3],
  ])('has pages of a wished size: %s %s', async (preference, option, size) => {
    const answer = await test.get(`${inbox}?$select=id${option}`, { prefer: `${immutable}, ${preference}` });
    expect(entriesIn(answer)).toHaveLength(size);
  });

  it('may have smaller pages than are wished for', async () => {
    const { graph, mailbox, get } = await startTestGraph({ pageEntries: 4 });
    try {
      const answer = await get(`${inbox}?$select=id`, { prefer: `${immutable}, odata.maxpagesize=7` });
      expect(entriesIn(answer)).toHaveLength(4);
      expect(mailbox.primary.wellKnown('inbox')?.itemCount).toBe(30);
    } finally {
      await graph.close();
    }
  });

  it('reads no content for ids alone', async () => {
    const { id } = test.mailbox.primary.addFolder({ name: 'broken' });
    const broken = () => {
      throw new Error('rendered');
    };
    test.mailbox.primary.deliver(id, broken, 'IPM.Note');
    const { entries } = await readRound(
      test,
      `mailFolders/${restId(id)}/messages/delta?$select=id,parentFolderId,isRead`,
    );
    expect(entries).toMatchObject([{ parentFolderId: restId(id), isRead: false }]);
  });

  it('tells what happened while it was listed', async () => {
    const first = await test.get(`${inbox}?$select=id`, { prefer: immutable });
    const told = entriesIn(first)[0]?.id ?? '';
    test.mailbox.primary.remove(newest()?.id ?? '');
    const arrived = test.mailbox.primary.deliver(folder('inbox'));
    const { entries } = await readRound(test, String(first.body['@odata.nextLink']));
    expect(entries.filter(isRemoved)).toMatchObject([{ id: told, '@removed': { reason: 'deleted' } }]);
    expect(entries.map(({ id }) => id)).toContain(restId(arrived.immutableId));
  });
});

describe('a later round of messages', () => {
  it('has nothing when nothing happened', async () => {
    const { deltaLink } = await readRound(test, inbox);
    const again = await readRound(test, deltaLink);
    expect(again.entries).toEqual([]);
    expect((await readRound(test, again.deltaLink)).entries).toEqual([]);
  });

  it('has one entry for a message, however much happened to it', async () => {
    const { deltaLink } = await readRound(test, inbox);
    const { id = '', immutableId } = newest() ?? {};
    test.mailbox.primary.edit(id, (message) => ({ ...message, subject: 'changed' }));
    test.mailbox.primary.markRead(id, true);
    const { entries } = await readRound(test, deltaLink);
    expect(entries).toMatchObject([{ id: restId(immutableId), subject: 'changed', isRead: true }]);
  });

  it('keeps the options of the first request, whatever is asked for later', async () => {
    const { deltaLink } = await readRound(test, `${inbox}?$select=subject`);
    test.mailbox.primary.markRead(newest()?.id ?? '', true);
    const { entries } = await readRound(test, `${deltaLink}&$select=isRead`);
    expect(Object.keys(entries[0] ?? {})).toEqual(['@odata.type', '@odata.etag', 'id', 'subject']);
  });

  it('has ids of the kind that each request prefers', async () => {
    const { deltaLink } = await readRound(test, `${inbox}?$select=id`);
    const item = newest();
    test.mailbox.primary.markRead(item?.id ?? '', true);
    expect((await readRound(test, deltaLink, '')).entries).toMatchObject([{ id: restId(item?.id) }]);
    expect((await readRound(test, deltaLink)).entries).toMatchObject([{ id: restId(item?.immutableId) }]);
  });

  it.each(['created', 'updated', 'deleted'])('tells of one kind of change: %s', async (changeType) => {
    const { deltaLink } = await readRound(test, `${inbox}?$select=id&changeType=${changeType}`);
    const [first, second] = test.mailbox.primary.folder(folder('inbox'))?.itemsBelow(undefined, 2) ?? [];
    test.mailbox.primary.markRead(first?.id ?? '', true);
    test.mailbox.primary.remove(second?.id ?? '');
    const created = test.mailbox.primary.deliver(folder('inbox'));
    const ids = { created, updated: first, deleted: second }[changeType]?.immutableId;
    expect((await readRound(test, deltaLink)).entries.map(({ id }) => id)).toEqual([restId(ids)]);
  });
});

describe('a move', () => {
  it('is a removal here and an arrival there, under one immutable id', async () => {
    const here = await readRound(test, inbox);
    const there = await readRound(test, 'mailFolders/sentitems/messages/delta');
    const item = newest();
    test.mailbox.primary.move(item?.id ?? '', folder('sentitems'));
    const id = restId(item?.immutableId);
    expect((await readRound(test, here.deltaLink)).entries).toEqual([{ id, '@removed': { reason: 'deleted' } }]);
    expect((await readRound(test, there.deltaLink)).entries).toMatchObject([
      { id, parentFolderId: restId(folder('sentitems')) },
    ]);
    expect((await test.get(`messages/${id}?$select=id,parentFolderId`, { prefer: immutable })).body).toMatchObject({
      id,
      parentFolderId: restId(folder('sentitems')),
    });
    expect((await test.get(`messages/${restId(item?.id)}`)).code).toBe('ErrorItemNotFound');
  });

  it('away and back is no removal', async () => {
    const { deltaLink } = await readRound(test, inbox);
    const item = newest();
    const away = test.mailbox.primary.move(item?.id ?? '', folder('sentitems'));
    test.mailbox.primary.move(away.id, folder('inbox'));
    const { entries } = await readRound(test, deltaLink);
    expect(entries).toMatchObject([{ id: restId(item?.immutableId), parentFolderId: restId(folder('inbox')) }]);
  });
});

describe('a token is refused', () => {
  const latest = async () => (await readRound(test, `${inbox}?$select=id`)).deltaLink;

  it('for another folder', async () => {
    const other = (await latest())
      .replace('/mailFolders/', '/mailFolders/')
      .replace(restId(folder('inbox')), 'sentitems');
    expect(await test.get(other)).toMatchObject({ status: 400, code: 'SyncStateInvalid' });
  });

  it('when it was changed', async () => {
    expect(await test.get(`${await latest()}x`)).toMatchObject({ status: 400, code: 'SyncStateInvalid' });
  });

  it('when it goes on where a round has ended', async () => {
    const turned = (await latest()).replace('$deltatoken', '$skiptoken');
    expect(await test.get(turned)).toMatchObject({ status: 400, code: 'SyncStateInvalid' });
  });

  it('when the tokens were lost, in the middle of a round too', async () => {
    const next = (await test.get(`${inbox}?$select=id`)).body['@odata.nextLink'];
    const delta = await latest();
    test.graph.loseTokens();
    expect(await test.get(String(next))).toMatchObject({ status: 410, code: 'SyncStateNotFound' });
    expect(await test.get(delta)).toMatchObject({ status: 410, code: 'SyncStateNotFound' });
    expect((await readRound(test, `${inbox}?$select=id`)).entries).toHaveLength(30);
  });

  it('when its folder is gone', async () => {
    const { id } = test.mailbox.primary.addFolder({ name: 'short' });
    const { deltaLink } = await readRound(test, `mailFolders/${restId(id)}/messages/delta`);
    test.mailbox.primary.removeFolder(id);
    expect(await test.get(deltaLink)).toMatchObject({ status: 404, code: 'ErrorSyncFolderNotFound' });
    expect(await test.get(`mailFolders/${restId(id)}/messages/delta`)).toMatchObject({ code: 'ErrorItemNotFound' });
  });
});

describe('changes are not tracked', () => {
  it.each([
    '$search="x"',
    '$skip=3',
    '$count=true',
    '$filter=isRead eq true',
    '$orderby=subject',
    '$orderby=receivedDateTime asc',
    'top=3',
  ])('with %s', async (option) => {
    expect(await test.get(`${inbox}?${option}`)).toMatchObject({ status: 400, code: 'ErrorInvalidUrlQuery' });
  });

  it.each(['$select=subjekt', '$select=itemClass', '$expand=parentFolder'])('with %s', async (option) => {
    expect(await test.get(`${inbox}?${option}`)).toMatchObject({ status: 400, code: 'RequestBroker--ParseUri' });
  });

  it.each(['$top=0', '$top=x', '$deltatoken=latest', 'changeType=moved', '$top=3&$top=4'])(
    'with %s',
    async (option) => {
      expect(await test.get(`${inbox}?${option}`)).toMatchObject({ status: 400, code: 'BadRequest' });
    },
  );
});

describe('a filter by time', () => {
  it.each(['ge', 'gt'])('leaves out what came before: %s', async (operator) => {
    const items = test.mailbox.primary.folder(folder('inbox'))?.itemsBelow(undefined, 100) ?? [];
    const times = items.map((item) => item.content().receivedAt?.getTime() ?? 0).sort((one, other) => one - other);
    const from = times[15] ?? 0;
    const filter = `receivedDateTime ${operator} ${new Date(from).toISOString()}`;
    const { entries } = await readRound(
      test,
      `${inbox}?$select=receivedDateTime&$filter=${encodeURIComponent(filter)}`,
    );
    const expected = times.filter((time) => (operator === 'ge' ? time >= from : time > from));
    expect(entries).toHaveLength(expected.length);
    expect(expected.length).toBeLessThan(30);
  });

  it('ends the round after 5,000 messages', async () => {
    const target = test.mailbox.primary.addFolder({ name: 'many' });
    const content = test.mailbox.primary.deliver(folder('inbox')).content();
    for (let number = 0; number < 5001; number += 1) test.mailbox.primary.deliver(target.id, () => content, 'IPM.Note');
    const path = `mailFolders/${restId(target.id)}/messages/delta?$select=id`;
    const prefer = `${immutable}, odata.maxpagesize=1000`;
    const filtered = await readRound(test, `${path}&$filter=receivedDateTime ge 2000-01-01T00:00:00Z`, prefer);
    expect(filtered.entries).toHaveLength(5000);
    expect((await readRound(test, path, prefer)).entries).toHaveLength(5001);
  });
});
