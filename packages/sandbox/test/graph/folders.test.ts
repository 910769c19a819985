import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { entriesIn, readRound, restId, startTestGraph, type TestGraph } from '../support/graph-client.ts';

let test: TestGraph;
beforeEach(async () => {
  test = await startTestGraph();
});
afterEach(() => test.graph.close());

const delta = 'mailFolders/delta';
const idOf = (name: string) => restId(test.mailbox.primary.wellKnown(name)?.id);

describe('changes of folders', () => {
  it('are told of the whole tree in pages of ten, its root, calendars and the archive excluded', async () => {
    for (let number = 0; number < 5; number += 1) test.mailbox.primary.addFolder({ name: `folder ${number}` });
    const { entries, pages } = await readRound(test, delta);
    const mail = test.mailbox.primary.folders().filter(({ folderClass }) => folderClass === 'IPF.Note');
    expect(entries.map(({ id }) => id).sort()).toEqual(mail.map(({ id }) => restId(id)).sort());
    expect(pages).toBe(2);
    expect(entries.find(({ id }) => id === idOf('conflicts'))).toMatchObject({
      parentFolderId: idOf('syncissues'),
      isHidden: false,
    });
  });

  it('tell of what came, was renamed and went since', async () => {
    const gone = test.mailbox.primary.addFolder({ name: 'gone' });
    const { deltaLink } = await readRound(test, delta);
    expect((await readRound(test, deltaLink)).entries).toEqual([]);
    const { id } = test.mailbox.primary.addFolder({ name: 'new' });
    test.mailbox.primary.removeFolder(gone.id);
    test.mailbox.primary.renameFolder(test.mailbox.primary.wellKnown('inbox')?.id ?? '', 'Renamed');
    const { entries } = await readRound(test, deltaLink);
    expect(entries).toMatchObject([
      { id: restId(id), displayName: 'new' },
      { id: restId(gone.id), '@removed': { reason: 'deleted' } },
      { id: idOf('inbox'), displayName: 'Renamed' },
    ]);
  });

  it.each(['$top=5', '$filter=x', '$orderby=displayName', '$search="x"', 'includeHiddenFolders=true'])(
    'are not told with %s',
    async (option) => {
      expect(await test.get(`${delta}?${option}`)).toMatchObject({ status: 400, code: 'ErrorInvalidUrlQuery' });
    },
  );
});

describe('a folder', () => {
  it.each(['inbox', 'Inbox', 'SENTITEMS', 'msgfolderroot'])('is found by its well-known name: %s', async (name) => {
    const { status, body } = await test.get(`mailFolders/${name}?$select=displayName`);
    expect(status).toBe(200);
    const folder = test.mailbox.primary.wellKnown(name.toLowerCase());
    expect(body['id']).toBe(restId((folder ?? test.mailbox.primary.root).id));
  });

  it.each([
    ['archive', 404, 'ErrorItemNotFound'],
    ['archivemsgfolderroot', 400, 'ErrorInvalidIdMalformed'],
    ['calendar', 400, 'ErrorInvalidIdMalformed'],
  ])('is not found by the name %s', async (name, status, code) => {
    expect(await test.get(`mailFolders/${name}`)).toMatchObject({ status, code });
  });

  it('has its class and its counters as extended properties, under ids as Exchange writes them', async () => {
    const filter = "id eq 'String 0x3613' or id eq 'Integer 0x670B'";
    const { body } = await test.get(
      `mailFolders/inbox?$select=id&$expand=${encodeURIComponent(`singleValueExtendedProperties($filter=${filter})`)}`,
    );
    expect(body['singleValueExtendedProperties']).toEqual([
      { id: 'String 0x3613', value: 'IPF.Note' },
      { id: 'Integer 0x670b', value: '0' },
    ]);
  });

  it.each(['wellKnownName', 'folderClass'])('has no %s in v1.0', async (name) => {
    expect(await test.get(`mailFolders/inbox?$select=${name}`)).toMatchObject({ code: 'RequestBroker--ParseUri' });
  });

  it('of the archive or of a calendar is none', async () => {
    const archive = restId(test.mailbox.archive?.wellKnown('archiveinbox')?.id);
    expect(await test.get(`mailFolders/${archive}`)).toMatchObject({ status: 404, code: 'ErrorItemNotFound' });
    expect(await test.get(`mailFolders/${idOf('calendar')}`)).toMatchObject({ status: 404, code: 'ErrorItemNotFound' });
  });
});

describe('a list of folders', () => {
  it('has one level, page by page', async () => {
    const first = await test.get('mailFolders?$select=displayName&$top=6&includeHiddenFolders=true');
    expect(entriesIn(first)).toHaveLength(6);
    const second = await test.get(String(first.body['@odata.nextLink']));
    expect(second.body).not.toHaveProperty('@odata.nextLink');
    const ids = [...entriesIn(first), ...entriesIn(second)].map(({ id }) => id);
    expect(ids).toContain(idOf('syncissues'));
    expect(ids).not.toContain(idOf('conflicts'));
    const children = await test.get('mailFolders/syncissues/childFolders');
    expect(entriesIn(children).map(({ id }) => id)).toEqual([idOf('conflicts')]);
  });

  it('tells of each when it changed last, under an id as Exchange writes it, and another time after each change', async () => {
    const expand = encodeURIComponent("singleValueExtendedProperties($filter=id eq 'SYSTEMTIME 0x670A')");
    const told = async () => {
      const { body } = await test.get(`mailFolders?$select=totalItemCount&$expand=${expand}&$top=100`);
      return (body['value'] as Readonly<Record<string, unknown>>[]).find(({ id }) => id === idOf('inbox'));
    };
    const before = await told();
    expect(before).toMatchObject({
      singleValueExtendedProperties: [
        { id: 'SystemTime 0x670a', value: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) },
      ],
    });
    expect(await told()).toEqual(before);
    test.mailbox.primary.deliver(test.mailbox.primary.wellKnown('inbox')?.id ?? '');
    const after = await told();
    expect(after?.['singleValueExtendedProperties']).not.toEqual(before?.['singleValueExtendedProperties']);
  });

  it.each([
    ['without one property', undefined, [{ id: 'Integer 0x670b', value: '0' }]],
    [
      'with another value of it',
      'soon',
      [
        { id: 'SystemTime 0x670a', value: 'soon' },
        { id: 'Integer 0x670b', value: '0' },
      ],
    ],
  ])('comes %s on demand', async (_, value, told) => {
    const effect = { kind: 'property' as const, id: 'SystemTime 0x670a', ...(value === undefined ? {} : { value }) };
    test.graph.faults.add({ operation: 'ListFolders', effect });
    const filter = "id eq 'SystemTime 0x670A' or id eq 'Integer 0x670B'";
    const expand = encodeURIComponent(`singleValueExtendedProperties($filter=${filter})`);
    const { body } = await test.get(`mailFolders?$expand=${expand}`);
    for (const folder of body['value'] as Readonly<Record<string, unknown>>[]) {
      expect(folder['singleValueExtendedProperties']).toEqual(told);
    }
  });

  it.each(['$top=0', '$top=1001', '$top=x', '$filter=x', '$expand=attachments', '$expand=parentFolder'])(
    'is refused with %s',
    async (option) => {
      expect(await test.get(`mailFolders?${option}`)).toMatchObject({ status: 400 });
    },
  );
});
