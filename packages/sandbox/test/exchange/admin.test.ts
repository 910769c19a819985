import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  address,
  attributes,
  distinguished,
  getFolder,
  getItem,
  shape,
  startTestExchange,
  syncItems,
  type TestExchange,
  texts,
} from '../support/exchange-client.ts';

let test: TestExchange;
beforeEach(async () => {
  test = await startTestExchange();
});
afterEach(() => test.exchange.close());

const mail = (script: object) => test.admin('mail', { mailbox: address, ...script });
const subjectOf = async (id: unknown) => texts(await test.send(getItem([String(id)], shape('Default'))), 'Subject')[0];
const codeOf = async (id: unknown) => (await test.send(getItem([String(id)]))).codes[0];

describe('a script changes mail in a running stand-in', () => {
  it('from delivery to removal', async () => {
    const delivered = await mail({ action: 'deliver', folder: 'inbox', message: { subject: 'hello', text: 'hi' } });
    expect(delivered.status).toBe(200);
    const item = delivered.body['itemId'];
    expect(await subjectOf(item)).toBe('hello');
    await mail({ action: 'edit', item, message: { subject: 'changed' } });
    expect(await subjectOf(item)).toBe('changed');
    await mail({ action: 'read', item, isRead: true });
    expect(test.mailbox.primary.item(String(item))?.isRead).toBe(true);
    const moved = (await mail({ action: 'move', item, folder: 'sentitems' })).body['itemId'];
    expect([await codeOf(item), await codeOf(moved)]).toEqual(['ErrorItemNotFound', 'NoError']);
    await mail({ action: 'delete', item: moved });
    expect(await codeOf(moved)).toBe('ErrorItemNotFound');
  });

  it('and moves it into the archive', async () => {
    const item = (await mail({ action: 'deliver', folder: 'inbox', message: { subject: 'old' } })).body['itemId'];
    const moved = (await mail({ action: 'archive', item, folder: 'archiveinbox' })).body['itemId'];
    expect([await codeOf(item), await subjectOf(moved)]).toEqual(['ErrorItemNotFound', 'old']);
    expect(test.mailbox.archive?.item(String(moved))?.folderId).toBe(
      test.mailbox.archive?.wellKnown('archiveinbox')?.id,
    );
  });

  it('and folders, in the archive too', async () => {
    const added = await mail({ store: 'archive', action: 'add-folder', name: 'Old', parent: 'archiveinbox' });
    const id = String(added.body['folderId']);
    const nameOf = async () =>
      texts(await test.send(getFolder(`<t:FolderId Id="${id}"/>`, shape('Default'))), 'DisplayName');
    expect(await nameOf()).toEqual(['Old']);
    await mail({ store: 'archive', action: 'rename-folder', folder: id, name: 'Older' });
    expect(await nameOf()).toEqual(['Older']);
    await mail({ store: 'archive', action: 'remove-folder', folder: id });
    expect(await nameOf()).toEqual([]);
  });

  it.each([
    ['an unknown action', { action: 'shred', item: 'x' }],
    ['an unknown member', { action: 'delete', item: 'x', force: true }],
    ['no item', { action: 'delete' }],
    ['an item that is not there', { action: 'delete', item: 'x' }],
    ['a folder that is not there', { action: 'deliver', folder: 'nowhere' }],
    ['the root, which holds no messages', { action: 'deliver', folder: 'msgfolderroot' }],
    ['a mailbox that is not there', { action: 'deliver', folder: 'inbox', mailbox: 'x@y.example' }],
    ['no JSON', 'hello'],
  ])('and is told what is wrong with %s', async (_, script) => {
    const { status, body } = await (typeof script === 'string' ? test.admin('mail', script) : mail(script));
    expect(status).toBe(400);
    expect(body['error']).toMatch(/\w/);
    const listing = await test.send(syncItems(distinguished('inbox')));
    expect(attributes(listing, 'ItemId')).toHaveLength(30);
  });
});

describe('limits change in a running stand-in', () => {
  it('and hold from then on', async () => {
    test.exchange.faults.add({ operation: 'GetFolder', times: 1, effect: { kind: 'hang' } });
    expect((await test.admin('limits', { mailbox: 1 })).body).toEqual({ concurrency: { mailbox: 1 }, latencyMs: 0 });
    const body = getFolder(distinguished('inbox'));
    const hanging = test.send(body).catch(() => 'cut off');
    while (test.exchange.calls.counts()['GetFolder'] !== 1) await new Promise(setImmediate);
    expect((await test.send(body)).codes).toEqual(['ErrorServerBusy']);
    await test.admin('limits', { mailbox: 2 });
    expect((await test.send(body)).codes).toEqual(['NoError']);
    await test.exchange.close();
    expect(await hanging).toBe('cut off');
  });

  it('one by one; null takes one away', async () => {
    await test.admin('limits', { mailbox: 3, sync: 2, latencyMs: 1 });
    await test.admin('limits', { sync: null });
    expect((await test.admin('limits')).body).toEqual({ concurrency: { mailbox: 3 }, latencyMs: 1 });
  });

  it.each([{ mailbox: 0 }, { latencyMs: -1 }, { sync: 1.5 }, { unknown: 1 }])('not to %j', async (limits) => {
    expect((await test.admin('limits', limits)).status).toBe(400);
    expect((await test.admin('limits')).body).toEqual({ concurrency: {}, latencyMs: 0 });
  });
});
