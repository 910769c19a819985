import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startTestGraph, type TestGraph } from '../support/graph-client.ts';

let test: TestGraph;
let now: number;
beforeEach(async () => {
  now = 1_000_000;
  test = await startTestGraph({ now: () => now, limits: { requests: 3 } });
});
afterEach(() => test.graph.close());

const inbox = 'mailFolders/inbox';
const turn = () => new Promise(setImmediate);

describe('the requests of a mailbox are limited', () => {
  it('to so many in ten minutes; refused ones count too', async () => {
    for (const seconds of [0, 100, 100]) {
      now += seconds * 1000;
      expect((await test.get(inbox)).status).toBe(200);
    }
    const refused = await test.get(inbox);
    expect(refused).toMatchObject({ status: 429, code: 'ApplicationThrottled' });
    expect(refused.headers.get('retry-after')).toBe('400');
    now += 400_000;
    expect((await test.get(inbox)).status).toBe(429);
    now += 300_000;
    expect((await test.get(inbox)).status).toBe(200);
  });

  it('and those of another are not', async () => {
    test.world.addMailbox('bob@contoso.example');
    for (let number = 0; number < 4; number += 1) await test.get(inbox);
    expect((await test.get(inbox)).status).toBe(429);
    expect((await test.get(`${test.graph.graphUrl}/users/bob@contoso.example/${inbox}`)).status).toBe(200);
  });

  it('to four at a time', async () => {
    await test.admin('POST', 'limits', { requests: 100 });
    test.graph.faults.add({ times: 4, effect: { kind: 'hang' } });
    const hanging = Array.from({ length: 4 }, () => test.get(inbox).catch(() => 'cut off'));
    while (test.graph.calls.counts()['GetFolder'] !== 4) await turn();
    const refused = await test.get(inbox);
    expect(refused).toMatchObject({ status: 429, code: 'ApplicationThrottled' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await test.admin('POST', 'limits', { concurrency: 5 });
    expect((await test.get(inbox)).status).toBe(200);
    await test.graph.close();
    expect(await Promise.all(hanging)).toEqual(['cut off', 'cut off', 'cut off', 'cut off']);
  });

  it.each([{ concurrency: 0 }, { requests: null }, { latencyMs: -1 }, { mailbox: 1 }])(
    'but not by %j',
    async (limits) => {
      expect((await test.admin('POST', 'limits', limits)).status).toBe(400);
      expect((await test.admin('GET', 'limits')).body).toMatchObject({ limits: { concurrency: 4, requests: 3 } });
    },
  );
});
