import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { address, immutable, restId, startTestGraph, type TestGraph } from '../support/graph-client.ts';

let test: TestGraph;
beforeEach(async () => {
  test = await startTestGraph();
});
afterEach(() => test.graph.close());

interface Part {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> & { readonly error?: { readonly code: string } };
}

const part = (id: string, path: string, more: object = {}) => ({
  id,
  method: 'GET',
  url: `/users/${address}/${path}`,
  ...more,
});
const send = async (...requests: readonly object[]) => {
  const { status, body } = await test.batch(requests);
  expect(status).toBe(200);
  const responses = body['responses'] as readonly Part[];
  return Object.fromEntries(responses.map((response) => [response.id, response]));
};

describe('a batch', () => {
  it('has an answer for each request, with a status and preferences of its own', async () => {
    const [item] = test.mailbox.primary.wellKnown('inbox')?.itemsBelow(undefined, 1) ?? [];
    const path = `messages/${restId(item?.id)}`;
    const answers = await send(
      part('a', path, { headers: { Prefer: immutable } }),
      part('b', path),
      part('c', 'messages/short'),
      part('d', `${path}/$value`),
    );
    expect(answers['a']?.body['id']).toBe(restId(item?.immutableId));
    expect(answers['b']?.body['id']).toBe(restId(item?.id));
    expect(answers['c']).toMatchObject({ status: 400, body: { error: { code: 'ErrorInvalidIdMalformed' } } });
    expect(Buffer.from(String(answers['d']?.body), 'base64').toString()).toContain('MIME-Version: 1.0');
    expect(test.graph.calls.counts()).toEqual({ Batch: 1, GetMessage: 3, GetMessageValue: 1 });
  });

  it('answers in another order than it was asked', async () => {
    const { body } = await test.batch([part('1', 'mailFolders/inbox'), part('2', 'mailFolders/drafts')]);
    expect((body['responses'] as readonly Part[]).map(({ id }) => id)).toEqual(['2', '1']);
  });

  it('takes no more than 20 requests', async () => {
    const requests = Array.from({ length: 21 }, (_, number) => part(String(number), 'mailFolders/inbox'));
    expect(await test.batch(requests)).toMatchObject({ status: 400, code: 'BadRequest' });
    expect(Object.keys(await send(...requests.slice(1)))).toHaveLength(20);
  });

  it('runs four requests of a mailbox at a time', async () => {
    await test.admin('POST', 'limits', { latencyMs: 1 });
    const requests = Array.from({ length: 9 }, (_, number) => part(String(number), 'mailFolders/inbox'));
    const answers = Object.values(await send(...requests));
    expect(answers.map(({ status }) => status)).toEqual(requests.map(() => 200));
    expect(test.graph.peak()).toBe(4);
  });

  it('takes no time of its own beside that of its requests', async () => {
    await test.admin('POST', 'limits', { latencyMs: 600_000 });
    // One that is refused before anything of the mailbox is looked at.
    expect(await send({ ...part('1', 'mailFolders/inbox'), method: 'PATCH' })).toMatchObject({ 1: { status: 405 } });
  });

  it('has refusals for single requests inside', async () => {
    test.graph.faults.add({
      operation: 'GetFolder',
      target: 'drafts',
      times: 1,
      effect: { kind: 'error', status: 429, code: 'ApplicationThrottled', retryAfterSeconds: 7 },
    });
    const requests = [part('1', 'mailFolders/inbox'), part('2', 'mailFolders/drafts')];
    const answers = await send(...requests);
    expect([answers['1']?.status, answers['2']?.status]).toEqual([200, 429]);
    expect(answers['2']?.headers['retry-after']).toBe('7');
    expect((await send(...requests))['2']?.status).toBe(200);
  });

  it('leaves out what depends on a failure', async () => {
    const answers = await send(
      part('1', 'messages/short'),
      part('2', 'mailFolders/inbox', { dependsOn: ['1'] }),
      part('3', 'mailFolders/inbox', { dependsOn: [] }),
    );
    expect([answers['2']?.status, answers['3']?.status]).toEqual([424, 200]);
  });

  it('is struck as a whole', async () => {
    test.graph.faults.add({
      operation: 'Batch',
      times: 1,
      effect: { kind: 'error', status: 503, code: 'UnknownError' },
    });
    const requests = [part('1', 'mailFolders/inbox')];
    expect((await test.batch(requests)).status).toBe(503);
    expect((await test.batch(requests)).status).toBe(200);
  });

  it.each([
    ['without requests', []],
    ['with an id twice', [part('1', 'mailFolders'), part('1', 'mailFolders')]],
    ['with an absolute url', [{ id: '1', method: 'GET', url: 'https://graph.microsoft.com/v1.0/users' }]],
    ['with what depends on nothing there', [part('1', 'mailFolders', { dependsOn: ['2'] })]],
    ['with an unknown member', [part('1', 'mailFolders', { priority: 1 })]],
    ['with a number as an id', [{ ...part('1', 'mailFolders'), id: 1 }]],
    ['that is no list', 'requests'],
  ])('%s is refused', async (_, requests) => {
    expect(await test.batch(requests)).toMatchObject({ status: 400, code: 'BadRequest' });
  });

  it('has to be JSON by its type', async () => {
    const requests = [part('1', 'mailFolders/inbox')];
    expect((await test.batch(requests, { 'content-type': 'text/plain' })).status).toBe(415);
  });
});
