import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { toAttachmentId } from '../../src/graph/attachment-ids.ts';
import { type Answer, batch, type CannedGraph, error, json, never, partsOf, startCanned } from './canned-graph.ts';

let graph: CannedGraph;

beforeEach(async () => {
  graph = await startCanned();
});

afterEach(async () => {
  expect(graph.clock.repeating).toBe(0);
  await graph.close();
});

const folderId = 'AAMkFolder/+1=';
const here = 'AAMkFolder-_1=';
const list = (cursor?: string) => graph.reader.listItemChanges(folderId, cursor, never);
const fetch = (...ids: string[]) => graph.reader.fetchMessages(ids, never);
const deltaLink = () => `${graph.url}/delta?$deltatoken=1`;
const page = (value: readonly unknown[], link: Record<string, string> = { '@odata.deltaLink': deltaLink() }) => ({
  ...link,
  value,
});
const message = (id: string) => ({ id, subject: `subject ${id}`, body: { contentType: 'html', content: '<p>x</p>' } });
const gone = { status: 404, body: { error: { code: 'ErrorItemNotFound' } } };

describe('every request', () => {
  it('carries the token, the form of ids and the words that administrators know it by', async () => {
    graph.answer = (response) => json(response, page([]));
    await list();
    expect(graph.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer token-1',
      prefer: 'IdType="ImmutableId", odata.maxpagesize=500',
      'user-agent': 'ExchangeEwsConnector/9.8',
      'client-request-id': expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(graph.requests[0]?.path).toBe(
      `/v1.0/users/ann@contoso.example/mailFolders/${here}/messages/delta?$select=changeKey,parentFolderId,receivedDateTime&$orderby=receivedDateTime desc`,
    );
  });

  it('says the same again on every further page, as no token keeps it', async () => {
    graph.answer = (response) =>
      json(
        response,
        graph.requests.length === 1 ? page([], { '@odata.nextLink': `${graph.url}/next?$skiptoken=2` }) : page([]),
      );
    const first = await list();
    expect(first.complete).toBe(false);
    expect((await list(first.cursor)).complete).toBe(true);
    const [one, two] = graph.requests.map(({ headers }) => headers['prefer']);
    expect(two).toBe(one);
    expect(graph.requests[1]?.path).toBe('/v1.0/next?$skiptoken=2');
  });

  it('gets a fresh token once when its own is refused', async () => {
    graph.answer = (response) =>
      graph.requests.length === 1 ? error(response, 401, 'InvalidAuthenticationToken') : json(response, page([]));
    await list();
    expect(graph.tokens).toEqual([false, true]);
  });

  it('is a matter of settings when fresh tokens are refused too', async () => {
    graph.answer = (response) => error(response, 401, 'InvalidAuthenticationToken');
    await expect(list()).rejects.toMatchObject({ kind: 'configuration', code: 'http.401' });
    expect(graph.requests).toHaveLength(2);
  });
});

describe('an error', () => {
  it.each<[number, string, string]>([
    [403, 'ErrorAccessDenied', 'mailbox'],
    [403, 'Forbidden', 'mailbox'],
    [404, 'MailboxNotEnabledForRESTAPI', 'mailbox'],
    [404, 'ErrorInvalidUser', 'mailbox'],
    [404, 'Request_ResourceNotFound', 'mailbox'],
    [404, 'ErrorNonExistentMailbox', 'mailbox'],
    [500, 'ErrorMailboxMoveInProgress', 'transient'],
    [500, 'ErrorFolderCorrupt', 'folder'],
    [400, 'BadRequest', 'transient'],
    [502, 'UnknownError', 'transient'],
    [404, 'WhoKnows', 'transient'],
  ])('%i %s concerns the %s', async (status, code, kind) => {
    graph.answer = (response, seen) =>
      seen.path.endsWith('$batch') ? batch(response, seen, () => ({ body: {} })) : error(response, status, code);
    await expect(list()).rejects.toMatchObject({ kind, code });
  });

  it.each([
    [410, 'SyncStateNotFound'],
    [410, 'syncStateNotFound'],
    [404, 'SYNCSTATENOTFOUND'],
    [400, 'SyncStateInvalid'],
    [410, 'resyncRequired'],
    [400, 'ResyncRequired'],
    [404, 'ErrorSyncFolderNotFound'],
    [410, 'Gone'],
  ])('%i %s means that the cursor is lost', async (status, code) => {
    graph.answer = (response, seen) =>
      seen.path.endsWith('$batch') ? batch(response, seen, () => ({ body: {} })) : error(response, status, code);
    await expect(list(`graph:items:1:${deltaLink()}`)).rejects.toMatchObject({ kind: 'cursor-invalid', code });
    await expect(graph.reader.listFolderChanges(`graph:folders:1:${deltaLink()}`, never)).rejects.toMatchObject({
      kind: 'cursor-invalid',
    });
  });

  it('is told without what it says, which may name people', async () => {
    graph.answer = (response) => json(response, { error: { code: 'x y', message: 'ann@contoso.example' } }, 403);
    const failure = await list().catch((thrown: unknown) => thrown as Error & { code: string });
    expect(failure).toMatchObject({ code: 'graph.unknown-code', message: expect.not.stringContaining('ann@') });
  });

  it('is waited out for as long as Graph asks, and no longer than a minute', async () => {
    graph.answer = (response) =>
      graph.requests.length === 1
        ? error(response, 429, 'ApplicationThrottled', { 'retry-after': '7' })
        : json(response, page([]));
    await list();
    expect(graph.clock.slept[0]).toBeGreaterThanOrEqual(7_000);
    graph.answer = (response) => error(response, 429, 'ApplicationThrottled', { 'retry-after': '300' });
    await expect(list()).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: 300_000 });
    expect(graph.requests).toHaveLength(3);
  });
});

describe('HTTP 503', () => {
  it.each(['UnknownError', 'ErrorMailboxMoveInProgress'])(
    'with advice is a wait, and without a fault: %s',
    async (code) => {
      graph.answer = (response) =>
        graph.requests.length === 1 ? error(response, 503, code, { 'retry-after': '20' }) : json(response, page([]));
      await list();
      expect(graph.clock.slept[0]).toBeGreaterThanOrEqual(20_000);
      graph.answer = (response) => error(response, 503, code);
      await expect(list()).rejects.toMatchObject({ kind: 'transient', code });
    },
  );
});

describe('a cursor', () => {
  it.each([
    'H4sIAAA=',
    'graph:folders:1:http://x/',
    'graph:items:0:http://x/',
    'graph:items:1:https://elsewhere.example/v1.0/x',
  ])('of another source, kind, version or place is refused, and nothing is sent: %s', async (cursor) => {
    await expect(list(cursor)).rejects.toMatchObject({ kind: 'cursor-invalid', code: 'graph.foreign-cursor' });
    expect(graph.requests).toHaveLength(0);
  });

  it('is told from those of another source, whatever its kind and version', () => {
    const own = ['H4sIAAA=', '', 'graph:folders:1:http://x/', 'graph:items:0:http://x/'].map(graph.reader.isOwnCursor);
    expect(own).toEqual([false, false, true, true]);
  });

  it.each([{}, { '@odata.nextLink': 'https://elsewhere.example/v1.0/x' }])(
    'is never made of a page that leads away: %j',
    async (link) => {
      graph.answer = (response) => json(response, page([], link as Record<string, string>));
      await expect(list()).rejects.toMatchObject({ code: 'graph.no-progress' });
    },
  );

  it('that a page gives back is no progress', async () => {
    const cursor = `graph:items:1:${deltaLink()}`;
    graph.answer = (response) => json(response, page([], { '@odata.nextLink': deltaLink() }));
    await expect(list(cursor)).rejects.toMatchObject({ code: 'graph.no-progress' });
  });
});

describe('an answer that ends early', () => {
  const broken = '{"@odata.context":"x","value":[';

  it('is asked for again, with less of it each time', async () => {
    graph.answer = (response) => json(response, graph.requests.length < 4 ? broken : page([{ id: 'a' }]));
    expect((await list()).changes).toEqual([{ kind: 'upsert', itemId: 'a' }]);
    expect(graph.requests.map(({ headers }) => /maxpagesize=(\d+)/.exec(String(headers['prefer']))?.[1])).toEqual([
      '500',
      '100',
      '10',
      '1',
    ]);
  });

  it('for ever concerns this one folder', async () => {
    graph.answer = (response) => json(response, broken);
    await expect(list()).rejects.toMatchObject({ kind: 'folder', code: 'graph.unreadable-answer' });
  });

  it('of one message is the end for that message, and of several for whoever can ask for fewer', async () => {
    graph.answer = (response) => json(response, broken);
    expect(await fetch('a')).toEqual([
      { ok: false, failure: expect.objectContaining({ kind: 'permanent', code: 'graph.unreadable-answer' }) },
    ]);
    await expect(fetch('a', 'b')).rejects.toMatchObject({ kind: 'transient' });
  });

  it('is not one that holds characters which JSON does not allow', async () => {
    graph.answer = (response) => json(response, `{"@odata.deltaLink":"${deltaLink()}","value":[{"id":"a\u0001"}]}`);
    expect((await list()).changes).toEqual([{ kind: 'upsert', itemId: 'a' }]);
  });
});

it('a plain text whose part of a batch fails for a moment is asked for by itself', async () => {
  const property = [{ id: 'Integer 0x1016', value: '1' }];
  const html = { ...message('m1'), singleValueExtendedProperties: property };
  const text = { id: 'm1', body: { contentType: 'text', content: 'plain' } };
  graph.answer = (response, seen) => {
    if (!seen.path.endsWith('$batch'))
      json(response, seen.path.includes('$select=body') ? text : { ...html, value: [] });
    else if (graph.requests.length === 1) batch(response, seen, () => ({ body: html }));
    else batch(response, seen, () => ({ status: 503, body: { error: { code: 'serviceNotAvailable' } } }));
  };
  expect(await fetch('m1')).toMatchObject([{ ok: true, value: { body: { format: 'text', content: 'plain' } } }]);
});

describe('a file', () => {
  const id = toAttachmentId({ kind: 'file', itemId: 'AAMkItem', attachmentId: 'AAMkAttachment' });
  const whole = Buffer.alloc(300_000, 'a');
  /** The size that Graph tells of an attachment is larger than its content. */
  const size = whole.length + 237;
  const fetchFile = (told: number | undefined) => graph.reader.fetchAttachment(id, never, told);

  it.each<[string, Answer]>([
    [
      'cleanly',
      (response) => {
        response.writeHead(200);
        response.end(whole.subarray(0, 150_000));
      },
    ],
    [
      'before the length that its headers tell',
      (response, { socket }) => {
        response.writeHead(200, { 'content-length': whole.length });
        response.write(whole.subarray(0, 250_000), () => socket.destroySoon());
      },
    ],
    [
      'before its last chunk',
      (response, { socket }) => {
        response.writeHead(200);
        response.write(whole.subarray(0, 250_000), () => socket.destroySoon());
      },
    ],
  ])('that ends early, %s, is asked for again', async (_, cut) => {
    graph.answer = (response, seen) => (graph.requests.length === 1 ? cut(response, seen) : response.end(whole));
    expect(await fetchFile(size)).toEqual({ kind: 'file', bytes: whole });
    expect(graph.requests).toHaveLength(2);
  });

  it('that is small and much shorter than is told is asked for once more, and the longer of both is taken', async () => {
    graph.answer = (response) => response.end(whole.subarray(0, graph.requests.length === 1 ? 1_500 : 3_000));
    expect(await fetchFile(3_237)).toMatchObject({ kind: 'file', bytes: { length: 3_000 } });
    graph.answer = (response) => response.end(whole.subarray(0, 100));
    expect(await fetchFile(337)).toMatchObject({ kind: 'file', bytes: { length: 100 } });
    expect(graph.requests).toHaveLength(4);
  });

  it('that ends early whenever it is asked for may come another time', async () => {
    graph.answer = (response) => response.end(whole.subarray(0, 150_000));
    await expect(fetchFile(size)).rejects.toMatchObject({ kind: 'transient', code: 'graph.attachment-cut-short' });
  });

  it.each([
    [size, whole.length],
    [Math.round(whole.length * 1.37), whole.length],
    [60_000, 0],
    [undefined, 5],
  ])('of which a size of %s is told may have %i bytes', async (told, length) => {
    graph.answer = (response) => response.end(whole.subarray(0, length));
    expect(await fetchFile(told)).toMatchObject({ kind: 'file', bytes: { length } });
  });

  it('comes uncompressed, as what is compressed ends early without an error', async () => {
    graph.answer = (response) => response.end(whole);
    await fetchFile(size);
    expect(graph.requests[0]?.headers['accept-encoding']).toBe('identity');
  });
});

describe('a list of messages that arrived next to each other', () => {
  const properties = [{ id: 'String 0x1a', value: 'IPM.Note' }];
  const whole = (id: string) => ({ ...message(id), attachments: [], singleValueExtendedProperties: properties });
  const ids = ['a', 'b', 'c', 'd', 'e'];

  it.each(['body', 'attachments', 'singleValueExtendedProperties'])(
    'is not taken for more than it shows: one that comes without %s is asked for by its id',
    async (missing) => {
      const entries = ids.map((id) => ({ id, receivedDateTime: '2026-11-27T10:00:00Z' }));
      graph.answer = (response) => json(response, page(entries));
      await list();
      const shown = ids.map((id) => (id === 'b' ? { ...whole(id), [missing]: undefined } : whole(id)));
      const asked: string[] = [];
      graph.answer = (response, seen) =>
        batch(response, seen, ({ url }) => {
          const id = /\/messages\/(\w)\?/.exec(url)?.[1];
          if (id !== undefined) asked.push(id);
          return { body: id === undefined ? { value: shown } : { ...whole(id), subject: 'by its id' } };
        });
      const subjects = (await fetch(...ids)).map((outcome) => outcome.ok && outcome.value.subject);
      expect(subjects).toEqual(['subject a', 'by its id', 'subject c', 'subject d', 'subject e']);
      expect(asked).toEqual(['b']);
    },
  );

  it('is not made up for by asking for each when the mailbox refuses the application', async () => {
    graph.answer = (response) =>
      json(response, page(ids.map((id) => ({ id, receivedDateTime: '2026-11-27T10:00:00Z' }))));
    await list();
    const before = graph.requests.length;
    graph.answer = (response) => error(response, 403, 'ErrorAccessDenied');
    await expect(fetch(...ids)).rejects.toMatchObject({ kind: 'mailbox', code: 'ErrorAccessDenied' });
    expect(graph.requests).toHaveLength(before + 1);
  });

  it('leaves out no text that is not one', async () => {
    const entries = ids.map((id) => ({ id, receivedDateTime: '2026-11-27T10:00:00Z' }));
    graph.answer = (response) => json(response, page(entries));
    await list();
    const plain = [...properties, { id: 'Integer 0x1016', value: '1' }];
    const text = (id: string) => ({ id, body: { contentType: 'text', content: `text ${id}` } });
    graph.answer = (response, seen) =>
      batch(response, seen, ({ url }) => {
        const id = /\/messages\/(\w)\?/.exec(url)?.[1];
        if (!url.includes('?$select=body')) {
          return { body: { value: ids.map((each) => ({ ...whole(each), singleValueExtendedProperties: plain })) } };
        }
        return {
          body: id === undefined ? { value: ids.map((each) => (each === 'b' ? message(each) : text(each))) } : text(id),
        };
      });
    const bodies = (await fetch(...ids)).map((outcome) => outcome.ok && outcome.value.body?.content);
    expect(bodies).toEqual(ids.map((id) => `text ${id}`));
  });
});

describe('a batch', () => {
  it('is sent again only for the parts that were throttled', async () => {
    const busy = { status: 429, headers: { 'Retry-After': '9' }, body: { error: { code: 'ApplicationThrottled' } } };
    graph.answer = (response, seen) =>
      batch(response, seen, ({ url }) =>
        url.includes('/messages/b?') && graph.requests.length === 1 ? busy : { body: message('x') },
      );
    const outcomes = await fetch('a', 'b', 'c');
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(graph.requests.map((seen) => partsOf(seen).length)).toEqual([3, 1]);
    expect(graph.clock.slept[0]).toBeGreaterThanOrEqual(9_000);
  });

  it('has an outcome for each part, in order, whatever the order of answers', async () => {
    graph.answer = (response, seen) =>
      batch(response, seen, ({ url }) => {
        if (url.includes('/messages/b?')) return gone;
        if (url.includes('/messages/c?')) return { status: 403, body: { error: { code: 'ErrorAccessDenied' } } };
        return { body: message(/messages\/(\w)/.exec(url)?.[1] ?? '') };
      });
    expect(await fetch('a', 'b', 'c', 'd')).toMatchObject([
      { ok: true, value: { subject: 'subject a' } },
      { ok: false, failure: { kind: 'gone' } },
      { ok: false, failure: { kind: 'permanent' } },
      { ok: true, value: { subject: 'subject d' } },
    ]);
  });

  it('of which every part is refused is a matter of the mailbox, and keeps none of its items as failures', async () => {
    const denied = { status: 403, body: { error: { code: 'ErrorAccessDenied' } } };
    graph.answer = (response, seen) => batch(response, seen, () => denied);
    await expect(fetch('a', 'b')).rejects.toMatchObject({
      kind: 'mailbox',
      code: 'ErrorAccessDenied',
      message: expect.stringContaining('Mail.Read'),
    });
    await expect(fetch('event:a', 'event:b')).rejects.toMatchObject({
      kind: 'folder',
      message: expect.stringContaining('Calendars.Read'),
    });
  });

  it('that gives messages without their bodies gives none, as the application may not read them', async () => {
    const { body: _withheld, ...envelope } = message('a');
    graph.answer = (response, seen) =>
      seen.path.endsWith('$batch')
        ? batch(response, seen, () => ({ body: envelope }))
        : json(response, { value: [envelope] });
    for (const ids of [['a'], ['a', 'b']]) {
      await expect(fetch(...ids)).rejects.toMatchObject({ kind: 'mailbox', code: 'graph.content-withheld' });
    }
  });

  it.each([
    [200, 'permanent'],
    [503, 'transient'],
  ])('of one part that is refused is a matter of that item if others answer (%i)', async (status, kind) => {
    graph.answer = (response, seen) =>
      seen.path.endsWith('$batch')
        ? batch(response, seen, () => ({ status: 403, body: { error: { code: 'ErrorAccessDenied' } } }))
        : json(response, status === 200 ? { value: [] } : {}, status);
    const answered = fetch('a').catch((thrown: unknown) => [{ ok: false, failure: thrown }]);
    expect(await answered).toMatchObject([{ ok: false, failure: { kind } }]);
  });

  it('asks alone for a part that was left out or failed', async () => {
    graph.answer = (response, seen) => {
      if (seen.path.endsWith('$batch'))
        return batch(response, seen, ({ id }) => (id === '0' ? { body: message('a') } : undefined));
      return json(response, seen.path.includes('/attachments?') ? { value: [] } : message('b'));
    };
    expect(await fetch('a', 'b')).toMatchObject([
      { ok: true, value: { subject: 'subject a' } },
      { ok: true, value: { subject: 'subject b' } },
    ]);
  });

  it.each(['a', 'b'])('tells which folder a message is in, asked together or alone: %s', async (id) => {
    const found = { ...message(id), parentFolderId: 'folder-of_it' };
    graph.answer = (response, seen) =>
      seen.path.endsWith('$batch')
        ? batch(response, seen, () => (id === 'a' ? { body: found } : undefined))
        : json(response, seen.path.includes('/attachments?') ? { value: [] } : found);
    expect(await fetch(id)).toMatchObject([{ ok: true, folderId: 'folder/of+it' }]);
  });

  it('has at most twenty parts', async () => {
    const ids = Array.from({ length: 45 }, (_, number) => `id${number}`);
    graph.answer = (response, seen) =>
      seen.path.endsWith('$batch')
        ? batch(response, seen, () => gone)
        : json(response, page(ids.map((id) => ({ id, '@removed': { reason: 'deleted' } }))));
    const { changes } = await list();
    expect(changes).toEqual(ids.map((itemId) => ({ kind: 'removed', itemId })));
    expect(graph.requests.slice(1).map((seen) => partsOf(seen).length)).toEqual([20, 20, 5]);
  });
});

describe('a removal', () => {
  const removedPage = () => page([{ id: 'a', '@removed': { reason: 'deleted' } }]);
  const answer = (part: Parameters<typeof batch>[2]) => {
    graph.answer = (response, seen) =>
      seen.path.endsWith('$batch') ? batch(response, seen, part) : json(response, removedPage());
  };

  it('of an item that is still here is none', async () => {
    answer(() => ({ body: { id: 'a', changeKey: 'ck', parentFolderId: here } }));
    expect((await list()).changes).toEqual([{ kind: 'upsert', itemId: 'a', changeKey: 'ck' }]);
  });

  it('of an item that is elsewhere, or nowhere, is one', async () => {
    answer(() => ({ body: { id: 'a', parentFolderId: 'other' } }));
    expect((await list()).changes).toEqual([{ kind: 'removed', itemId: 'a', now: { folderId: 'other' } }]);
    answer(() => gone);
    expect((await list()).changes).toEqual([{ kind: 'removed', itemId: 'a' }]);
  });

  it('of a contact that is in another folder is one', async () => {
    answer(() => ({ body: { changeKey: 'ck', parentFolderId: 'BBMk' } }));
    const { changes } = await graph.reader.listItemChanges('contacts:AAMk', undefined, never);
    const now = { folderId: 'contacts:BBMk', changeKey: 'ck' };
    expect(changes).toEqual([{ kind: 'removed', itemId: 'contact:a', now }]);
  });

  it.each([{}, null, { parentFolderId: null }])('is not told when the answer says nothing: %j', async (body) => {
    answer(() => ({ body }));
    await expect(list()).rejects.toMatchObject({ kind: 'transient', code: 'graph.incomplete-answer' });
  });

  it('of a contact is not told when the answer says nothing either', async () => {
    answer(() => ({ body: {} }));
    await expect(graph.reader.listItemChanges('contacts:AAMk', undefined, never)).rejects.toMatchObject({
      kind: 'transient',
      code: 'graph.incomplete-answer',
    });
  });

  it.each([
    [403, 'ErrorAccessDenied', 'mailbox'],
    [404, 'MailboxNotEnabledForRESTAPI', 'mailbox'],
    [500, 'ErrorInternalServerError', 'transient'],
  ])('is not told when %i %s leaves it open', async (status, code, kind) => {
    answer(() => ({ status, body: { error: { code } } }));
    await expect(list()).rejects.toMatchObject({ kind, code });
  });

  it('is looked up once for entries that come twice, in any order, or name another folder', async () => {
    graph.answer = (response, seen) =>
      seen.path.endsWith('$batch')
        ? batch(response, seen, ({ url }) =>
            url.includes('/a?') ? { body: { changeKey: 'new', parentFolderId: here } } : gone,
          )
        : json(
            response,
            page([
              { id: 'a', '@removed': { reason: 'deleted' } },
              { id: 'b', changeKey: 'old', parentFolderId: 'other' },
              { id: 'c', changeKey: 'one', parentFolderId: here },
              { id: 'a', changeKey: 'old', parentFolderId: here },
              { id: 'c', changeKey: 'two', parentFolderId: here },
            ]),
          );
    expect((await list()).changes).toEqual([
      { kind: 'upsert', itemId: 'a', changeKey: 'new' },
      { kind: 'removed', itemId: 'b' },
      { kind: 'upsert', itemId: 'c', changeKey: 'two' },
    ]);
    expect(partsOf(graph.requests[1] as never)).toHaveLength(2);
  });
});

describe('a folder that is not found', () => {
  const answer = (folderStatus: number, rootStatus: number, code = 'ErrorItemNotFound') => {
    graph.answer = (response, seen) =>
      seen.path.endsWith('$batch')
        ? batch(response, seen, ({ url }) => {
            const status = url.includes('msgfolderroot') ? rootStatus : folderStatus;
            return { status, body: status === 200 ? { id: 'x' } : { error: { code } } };
          })
        : error(response, 404, 'ErrorItemNotFound');
  };

  it('is gone when its mailbox is there and it is not, whether it was listed before or not', async () => {
    answer(404, 200);
    expect(await list()).toMatchObject({ changes: [], folderGone: true });
    expect(await list(`graph:items:1:${deltaLink()}`)).toMatchObject({ changes: [], folderGone: true });
  });

  it.each([
    [200, 200],
    [404, 404],
    [500, 200],
  ])('proves nothing when it answers %i and the root of the mailbox %i', async (folder, root) => {
    answer(folder, root);
    await expect(list()).rejects.toMatchObject({ kind: 'folder', code: 'ErrorItemNotFound' });
  });

  it('proves something by a 404 alone, whatever the code says', async () => {
    answer(500, 200, 'ErrorFolderNotFound');
    await expect(list()).rejects.toMatchObject({ kind: 'folder' });
    answer(404, 200, 'ErrorFolderNotFound');
    expect(await list()).toMatchObject({ folderGone: true });
  });

  it('proves nothing when the root of the mailbox answers without saying anything', async () => {
    graph.answer = (response, seen) =>
      seen.path.endsWith('$batch')
        ? batch(response, seen, ({ url }) => (url.includes('msgfolderroot') ? { body: {} } : gone))
        : error(response, 404, 'ErrorItemNotFound');
    await expect(list()).rejects.toMatchObject({ kind: 'transient', code: 'graph.incomplete-answer' });
  });

  it.each([
    ['a folder', '?$select=displayName'],
    ['a name that Exchange has for one', '/inbox?'],
  ])('leaves the tree as it was when the answer for %s says nothing', async (_, part) => {
    graph.answer = (response, seen) =>
      seen.path.endsWith('$batch')
        ? batch(response, seen, ({ url }) => ({ body: url.includes(part) ? {} : { id: 'x', displayName: 'x' } }))
        : json(response, page([{ id: here, displayName: 'x' }]));
    await expect(graph.reader.listFolderChanges(undefined, never)).rejects.toMatchObject({
      kind: 'transient',
      code: 'graph.incomplete-answer',
    });
  });

  it.each(['ErrorFolderNotFound', 'ErrorItemNotFound'])('stays in the tree when %s comes with 500', async (code) => {
    graph.answer = (response, seen) =>
      seen.path.endsWith('$batch')
        ? batch(response, seen, () => ({ status: 500, body: { error: { code } } }))
        : json(response, page([{ id: here, '@removed': { reason: 'deleted' } }]));
    const changes = graph.reader.listFolderChanges(`graph:folders:1:${deltaLink()}`, never);
    await expect(changes).rejects.toMatchObject({ kind: 'transient', code: 'http.500' });
  });
});

describe('the connection', () => {
  it('is given up when nothing comes for long, and by whoever cancels', async () => {
    const hanging = new AbortController();
    graph.answer = () => {};
    const waiting = graph.reader.listItemChanges(folderId, undefined, hanging.signal);
    while (graph.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    hanging.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
    graph.answer = () => graph.clock.advance(80_000);
    await expect(list()).rejects.toMatchObject({ kind: 'transient', code: 'network.timeout' });
  });

  it('that breaks is tried again', async () => {
    graph.answer = (response, { socket }) => (graph.requests.length < 3 ? socket.destroy() : json(response, page([])));
    expect((await list()).complete).toBe(true);
    expect(graph.requests).toHaveLength(3);
  });

  it('does not follow to another place', async () => {
    graph.answer = (response) => {
      response.writeHead(308, { location: 'https://elsewhere.example/' });
      response.end();
    };
    await expect(list()).rejects.toMatchObject({ code: 'http.308', kind: 'transient' });
  });

  it('brings no more than fits', async () => {
    const small = await startCanned({ limits: { answerBytes: 100 } });
    small.answer = (response) => response.end('x'.repeat(200));
    await expect(small.reader.fetchAttachment('file/m/a', never)).rejects.toMatchObject({
      kind: 'permanent',
      code: 'network.answer-too-large',
    });
    await small.close();
  });

  it('is probed without a mailbox, and says which setting is wrong', async () => {
    graph.answer = (response) => error(response, 404, 'BadRequest');
    await graph.source.probe(never);
    const nowhere = await startCanned({ graphUrl: 'http://127.0.0.1:9/v1.0' });
    await expect(nowhere.source.probe(never)).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('EXCHANGE_GRAPH_URL'),
    });
    await nowhere.close();
  });
});

describe('an archive', () => {
  it('is a failure of that store and never the absence of one', async () => {
    const archive = graph.source.open({ address: 'ann@contoso.example', store: 'archive' });
    await expect(archive.listFolderChanges(undefined, never)).rejects.toMatchObject({
      kind: 'mailbox',
      code: 'graph.no-archives',
    });
  });
});

describe('a list of calendars', () => {
  const calendar = (id: string, owner: string | undefined, isDefaultCalendar = false) => ({
    id,
    name: id,
    isDefaultCalendar,
    ...(owner === undefined ? {} : { owner: { name: 'x', address: owner } }),
  });

  it('that shows one no more is no proof while its id is answered without saying anything', async () => {
    const canned = await startCanned({ kinds: ['calendars'] });
    canned.answer = (response, seen) => {
      if (seen.path.endsWith('$batch')) return batch(response, seen, () => ({ body: {} }));
      const value = [calendar('own', undefined, true)];
      const noChange = page([], { '@odata.deltaLink': `${canned.url}/delta?$deltatoken=1` });
      return json(response, seen.path.includes('/calendars?') ? { value } : noChange);
    };
    try {
      const changes = canned.reader.listFolderChanges(undefined, never, ['calendar:suppliers']);
      await expect(changes).rejects.toMatchObject({ kind: 'transient', code: 'graph.incomplete-answer' });
    } finally {
      await canned.close();
    }
  });

  it('has those of the owner, in whatever case and by whichever address, and not those that colleagues share', async () => {
    const canned = await startCanned({ kinds: ['calendars'] });
    canned.answer = (response, { path }) =>
      json(
        response,
        path.includes('/calendars?')
          ? {
              value: [
                calendar('own', 'Ann.Smith@contoso.example', true),
                calendar('b', 'ann.smith@Contoso.example'),
                calendar('c', undefined),
                calendar('shared', 'ben@contoso.example'),
              ],
            }
          : page([], { '@odata.deltaLink': `${canned.url}/delta?$deltatoken=1` }),
      );
    try {
      const { changes } = await canned.reader.listFolderChanges(undefined, never);
      expect(changes.map((change) => change.kind === 'upsert' && change.folder.name)).toEqual(['own', 'b', 'c']);
    } finally {
      await graph.close();
    }
  });
});

it('no request for a mailbox is sent while Microsoft Graph wants it to be left alone', async () => {
  graph.answer = (response) => error(response, 429, 'ApplicationThrottled', { 'retry-after': '300' });
  const ids = Array.from({ length: 10 }, (_, number) => `a${number}`);
  const fetched = ids.map((attachmentId) =>
    graph.reader.fetchAttachment(toAttachmentId({ kind: 'file', itemId: 'm', attachmentId }), never),
  );
  expect((await Promise.allSettled(fetched)).every(({ status }) => status === 'rejected')).toBe(true);
  expect(graph.requests).toHaveLength(4);
});
