import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { GraphFault, WorldAttachment } from '../../src/index.ts';
import {
  address,
  entriesIn,
  immutable,
  readRound,
  restId,
  startTestGraph,
  type TestGraph,
} from '../support/graph-client.ts';

let test: TestGraph;
beforeEach(async () => {
  test = await startTestGraph();
});
afterEach(() => test.graph.close());

const inbox = 'mailFolders/inbox/messages/delta?$select=id';
const inboxId = () => test.mailbox.primary.wellKnown('inbox')?.id ?? '';
const newest = () => test.mailbox.primary.wellKnown('inbox')?.itemsBelow(undefined, 1)[0];
const strike = (effect: GraphFault, match: object = {}) =>
  test.graph.faults.add({ operation: 'MessagesDelta', ...match, effect });

describe('on demand', () => {
  it.each(['SyncStateNotFound', 'syncStateNotFound', 'resyncRequired'])(
    'a token is lost in any casing, of a page in the middle alone too: %s',
    async (code) => {
      strike({ kind: 'error', status: 410, code, location: '/somewhere' }, { target: 'next', times: 1 });
      const first = await test.get(inbox);
      const stale = await test.get(String(first.body['@odata.nextLink']));
      expect(stale).toMatchObject({ status: 410, code });
      expect(stale.headers.get('location')).toBe('/somewhere');
      expect((await readRound(test, inbox)).entries).toHaveLength(30);
    },
  );

  it('a mailbox is not there for Graph, in a batch too', async () => {
    const effect = { kind: 'error', status: 404, code: 'MailboxNotEnabledForRESTAPI' } as const;
    test.graph.faults.add({ target: address, effect });
    expect(await test.get('mailFolders/inbox')).toMatchObject({ status: 404, code: effect.code });
    const { body } = await test.batch([{ id: '1', method: 'GET', url: `/users/${address}/mailFolders` }]);
    expect(body['responses']).toMatchObject([{ status: 404, body: { error: { code: effect.code } } }]);
  });

  it('entries come twice and in any order', async () => {
    const { entries } = await readRound(test, inbox);
    strike({ kind: 'replay' });
    const replayed = await readRound(test, inbox);
    expect(replayed.entries).toHaveLength(60);
    expect(new Set(replayed.entries.map(({ id }) => id))).toEqual(new Set(entries.map(({ id }) => id)));
    expect(replayed.entries[0]?.id).not.toBe(entries[0]?.id);
  });

  it('a page ends where its entries begin, with HTTP 200', async () => {
    strike({ kind: 'truncated-page' }, { times: 1 });
    const answer = await test.get(inbox);
    expect(answer.status).toBe(200);
    expect(answer.bytes.toString()).toMatch(/"value":\[$/);
    expect(entriesIn(await test.get(inbox))).toHaveLength(10);
  });

  it('a page is cut off when it is large, or has the poisoned entry', async () => {
    const sized = (size: number) => test.get(inbox, { prefer: `${immutable}, odata.maxpagesize=${size}` });
    strike({ kind: 'truncated-page', above: 5 });
    expect((await sized(6)).body).toEqual({});
    expect(entriesIn(await sized(5))).toHaveLength(5);
    test.graph.faults.clear();
    const poison = entriesIn(await sized(2))[1]?.id ?? '';
    strike({ kind: 'truncated-page', poison });
    expect((await sized(2)).body).toEqual({});
    const first = await sized(1);
    expect(entriesIn(first)).toHaveLength(1);
    expect((await test.get(String(first.body['@odata.nextLink']), { prefer: immutable })).body).toEqual({});
  });

  it.each([
    ['untold', [true]],
    ['before', [false, true]],
  ] as const)('an item that left and came back is told as removed, itself %s', async (item, removals) => {
    const { deltaLink } = await readRound(test, inbox);
    const { id = '', immutableId } = newest() ?? {};
    const away = test.mailbox.primary.move(id, test.mailbox.primary.wellKnown('drafts')?.id ?? '');
    test.mailbox.primary.move(away.id, inboxId());
    strike({ kind: 'returned-as-removed', item });
    const { entries, deltaLink: later } = await readRound(test, deltaLink);
    expect(entries.map((entry) => [entry.id, '@removed' in entry])).toEqual(
      removals.map((removal) => [restId(immutableId), removal]),
    );
    expect((await readRound(test, later)).entries).toEqual([]);
    expect((await test.get(`messages/${restId(immutableId)}`)).status).toBe(200);
  });

  it('nothing is said of what went, or of what arrived', async () => {
    const { deltaLink } = await readRound(test, inbox);
    test.mailbox.primary.remove(newest()?.id ?? '');
    const { immutableId } = test.mailbox.primary.deliver(inboxId());
    strike({ kind: 'untold', entries: 'removed' }, { times: 1 });
    expect((await readRound(test, deltaLink)).entries.map(({ id }) => id)).toEqual([restId(immutableId)]);
    strike({ kind: 'untold', entries: 'arrived' }, { times: 1 });
    expect((await readRound(test, deltaLink)).entries).toEqual([
      expect.objectContaining({ '@removed': expect.anything() }),
    ]);
  });

  it('of a message that was moved the removal alone is told, where that is told first', async () => {
    const drafts = test.mailbox.primary.wellKnown('drafts')?.id ?? '';
    const there = `mailFolders/${restId(drafts)}/messages/delta`;
    const rounds = async () => [(await readRound(test, inbox)).deltaLink, (await readRound(test, there)).deltaLink];
    const [fromInbox = '', fromDrafts = ''] = await rounds();
    const { immutableId } = test.mailbox.primary.move(newest()?.id ?? '', drafts);
    const arrived = test.mailbox.primary.deliver(drafts);
    strike({ kind: 'moved-untold' });
    const told = async (link: string) => (await readRound(test, link)).entries.map(({ id }) => id);
    expect(await told(fromDrafts)).toEqual([restId(immutableId), restId(arrived.immutableId)]);
    expect(await told(fromInbox)).toEqual([restId(immutableId)]);
    expect(await told(fromDrafts)).toEqual([restId(arrived.immutableId)]);
    test.graph.faults.clear();
    expect(await told(fromDrafts)).toEqual([restId(immutableId), restId(arrived.immutableId)]);
  });

  it('a first round tells of everything all the same, as nothing arrives in it', async () => {
    strike({ kind: 'untold', entries: 'arrived' });
    expect((await readRound(test, inbox)).entries).toHaveLength(30);
    test.graph.faults.add({ operation: 'FoldersDelta', effect: { kind: 'untold', entries: 'arrived' } });
    expect((await readRound(test, 'mailFolders/delta')).entries).not.toEqual([]);
  });

  it('a folder that was removed and made again leaves no trace', async () => {
    const { id } = test.mailbox.primary.addFolder({ name: 'project' });
    const { deltaLink } = await readRound(test, 'mailFolders/delta');
    test.mailbox.primary.removeFolder(id);
    const again = test.mailbox.primary.addFolder({ name: 'project' });
    test.graph.faults.add({ operation: 'FoldersDelta', effect: { kind: 'untold', entries: 'removed' } });
    expect((await readRound(test, deltaLink)).entries.map((entry) => entry.id)).toEqual([restId(again.id)]);
  });

  it('many attachments cannot be expanded, and can be listed', async () => {
    const link: WorldAttachment = { kind: 'reference', name: 'link', size: 1, url: 'https://x.example' };
    const content = test.mailbox.primary.deliver(inboxId()).content();
    const { id } = test.mailbox.primary.deliver(inboxId(), () => ({ ...content, attachments: [link, link, link] }));
    test.graph.faults.add({ effect: { kind: 'expand-fails', above: 2 } });
    expect((await test.get(`messages/${restId(id)}?$expand=attachments`)).status).toBe(503);
    expect((await test.get(`messages/${restId(id)}`)).status).toBe(200);
    expect(entriesIn(await test.get(`messages/${restId(id)}/attachments`))).toHaveLength(3);
  });

  it.each([{ kind: 'reset' }, { kind: 'reset', when: 'after' }] as const)(
    'a connection ends without an answer, in a batch too: %j',
    async (effect) => {
      test.graph.faults.add({ operation: 'GetFolder', times: 2, effect });
      await expect(test.get('mailFolders/inbox')).rejects.toThrow();
      const requests = [{ id: '1', method: 'GET', url: `/users/${address}/mailFolders/inbox` }];
      await expect(test.batch(requests)).rejects.toThrow();
      expect((await test.batch(requests)).status).toBe(200);
    },
  );

  it('an answer is cut off, or comes from a gateway', async () => {
    test.graph.faults.add({ times: 1, effect: { kind: 'truncate' } });
    expect(await test.get('mailFolders/inbox')).toMatchObject({ status: 200, body: {} });
    test.graph.faults.add({ times: 1, effect: { kind: 'http', status: 502, body: '<html>' } });
    expect(await test.get('mailFolders/inbox')).toMatchObject({ status: 502, body: {} });
  });

  it('all tokens are lost, through the admin endpoint', async () => {
    const { deltaLink } = await readRound(test, inbox);
    expect((await test.admin('DELETE', 'tokens')).status).toBe(200);
    expect(await test.get(deltaLink)).toMatchObject({ status: 410, code: 'SyncStateNotFound' });
  });
});
