import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createManualClock } from '../support/manual-clock.ts';
import { type CannedExchange, getItemAnswer, item, never, startCanned, syncAnswer, xml } from './canned-exchange.ts';

let canned: CannedExchange;
const start = async (options: Parameters<typeof startCanned>[0] = {}) => {
  canned = await startCanned(options);
};
afterEach(async () => {
  expect(canned.clock.repeating).toBe(0);
  await canned.close();
});

const list = (signal = never) => canned.reader.listItemChanges('folder', undefined, signal);
const page = syncAnswer('SyncFolderItems', {});
const fine = (response: ServerResponse) => xml(response, page);
const status = (code: number, headers: Record<string, string>) => (response: ServerResponse) => {
  if (canned.requests.length > 1) return fine(response);
  response.writeHead(code, headers);
  response.end();
};

describe('a request', () => {
  it('is signed with the name and version of the connector, the mailbox and the Exchange version', async () => {
    await start();
    canned.answer = fine;
    await list();
    const [seen] = canned.requests;
    expect(seen?.headers).toMatchObject({
      'user-agent': 'ExchangeEwsConnector/9.8',
      'x-anchormailbox': 'ann@contoso.example',
      authorization: `Basic ${Buffer.from('svc:secret').toString('base64')}`,
    });
    expect(seen?.headers['client-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(seen?.body).toContain('<t:RequestServerVersion Version="Exchange2013_SP1"');
    expect(seen?.body).toContain('ann@contoso.example');
  });

  it('goes over the connection of the one before', async () => {
    await start();
    canned.answer = fine;
    for (let calls = 0; calls < 5; calls += 1) await list();
    expect(canned.connections()).toBe(1);
  });

  it('leaves nothing behind on its connection, however many go over it', async () => {
    const sockets = new Set<Socket>();
    const look = (message: unknown) => {
      const { socket } = (message as { request: ClientRequest }).request;
      if (socket !== null) sockets.add(socket);
    };
    subscribe('http.client.response.finish', look);
    await start();
    canned.answer = fine;
    for (let calls = 0; calls < 20; calls += 1) await list();
    unsubscribe('http.client.response.finish', look);
    expect(sockets.size).toBe(1);
    for (const socket of sockets) expect(socket.listenerCount('connect')).toBeLessThan(3);
  });

  it('goes over the connection of the one before when answers are compressed', async () => {
    await start();
    canned.answer = (response) => xml(response, gzipSync(page), { 'content-encoding': 'gzip' });
    for (let calls = 0; calls < 5; calls += 1) await list();
    expect(canned.connections()).toBe(1);
  });

  it('speaks for its own mailbox alone, whatever others do at the same time', async () => {
    await start();
    canned.answer = fine;
    const addresses = ['ann', 'ben', 'cem'].map((name) => `${name}@contoso.example`);
    const readers = addresses.map((address) => canned.source.open({ address, store: 'primary' }));
    await Promise.all([...readers, ...readers].map((reader) => reader.listItemChanges('folder', undefined, never)));
    const anchors = canned.requests.map(({ headers }) => headers['x-anchormailbox']);
    expect(anchors.sort()).toEqual([...addresses, ...addresses].sort());
    for (const { headers, body } of canned.requests) {
      expect(body.match(/[a-z]+@contoso\.example/g)).toEqual([headers['x-anchormailbox']]);
    }
  });
});

describe('a compressed answer', () => {
  const text = getItemAnswer(item('A', { subject: 'Grüße 🎉' }));

  it('is read', async () => {
    await start();
    canned.answer = (response) => xml(response, gzipSync(text), { 'content-encoding': 'gzip' });
    expect(await canned.reader.fetchMessages(['A'], never)).toMatchObject([{ value: { subject: 'Grüße 🎉' } }]);
  });

  it('that ends early is asked for again', async () => {
    await start();
    canned.answer = (response) =>
      xml(response, canned.requests.length > 1 ? gzipSync(text) : gzipSync(text).subarray(0, 200), {
        'content-encoding': 'gzip',
      });
    expect(await canned.reader.fetchMessages(['A'], never)).toMatchObject([{ ok: true }]);
    expect(canned.requests).toHaveLength(2);
  });

  it('is measured as it is, not as it comes', async () => {
    await start({ limits: { answerBytes: 10_000 } });
    const large = gzipSync(`${page}${' '.repeat(100_000)}`);
    expect(large.byteLength).toBeLessThan(2_000);
    canned.answer = (response) => xml(response, large, { 'content-encoding': 'gzip' });
    await expect(list()).rejects.toMatchObject({ code: 'network.answer-too-large', kind: 'permanent' });
    expect(canned.requests).toHaveLength(1);
  });
});

describe('an answer that is too large', () => {
  it('is given up without trying again, and its connection with it', async () => {
    await start({ limits: { answerBytes: 5_000 } });
    const closed = new Promise<void>((resolve) => {
      canned.answer = (response, { socket }) => {
        socket.on('close', () => resolve());
        response.writeHead(200);
        response.write('x'.repeat(6_000));
      };
    });
    await expect(canned.reader.fetchMessages(['A'], never)).rejects.toMatchObject({
      code: 'network.answer-too-large',
      message: expect.stringContaining('5000 bytes'),
    });
    await closed;
  });

  it('may be exactly as large as the limit', async () => {
    await start({ limits: { answerBytes: Buffer.byteLength(page) } });
    canned.answer = fine;
    expect((await list()).complete).toBe(true);
  });
});

describe('a server that is slow', () => {
  const manual = () => createManualClock({ mode: 'manual' });
  const limits = { idleMs: 10_000, totalMs: 60_000 };

  /** Lets the clock run whenever the server was reached; one try, as the wait before the second one never ends. */
  const firstFailure = async (advance: () => void) => {
    const waiting = list();
    waiting.catch(() => {});
    await until(() => canned.requests.length === 1);
    advance();
    await until(() => canned.events.some(({ type }) => type === 'retrying'));
    const event = canned.events.find((candidate) => candidate.type === 'retrying');
    canned.answer = fine;
    canned.clock.advance(60_000);
    await waiting;
    return event?.type === 'retrying' ? event.failure : undefined;
  };

  it('is given up after the time without any data', async () => {
    await start({ clock: manual(), limits });
    canned.answer = () => {};
    const failure = await firstFailure(() => canned.clock.advance(12_000));
    expect(failure).toMatchObject({ code: 'network.timeout', kind: 'transient' });
    expect(failure?.message).toContain('sent nothing for 10 seconds');
  });

  it('is given up after the time without any data in the middle of an answer too', async () => {
    await start({ clock: manual(), limits });
    canned.answer = (response) => {
      response.writeHead(200);
      response.write(page.slice(0, 100));
    };
    expect(await firstFailure(() => canned.clock.advance(12_000))).toMatchObject({ code: 'network.timeout' });
  });

  it('is waited for as long as something comes', async () => {
    await start({ clock: manual(), limits });
    let response: ServerResponse | undefined;
    canned.answer = (given) => {
      response = given;
      given.writeHead(200);
      given.write(page.slice(0, 10));
    };
    const waiting = list();
    await until(() => response !== undefined);
    for (let at = 10; at < 15; at += 1) {
      canned.clock.advance(9_000);
      await new Promise((resolve) => response?.write(page.slice(at, at + 1), resolve));
      // Until the byte has arrived: nothing but the connection knows.
      for (let turns = 0; turns < 50; turns += 1) await turn();
    }
    response?.end(page.slice(15));
    expect((await waiting).complete).toBe(true);
    expect(canned.requests).toHaveLength(1);
  });

  it('is given up after the time for the whole, whatever comes', async () => {
    await start({ clock: manual(), limits: { idleMs: 1_000_000, totalMs: 60_000 } });
    canned.answer = (response) => {
      response.writeHead(200);
      response.write(page.slice(0, 100));
    };
    const failure = await firstFailure(() => canned.clock.advance(60_000));
    expect(failure?.message).toContain('did not answer to the end within 60 seconds');
  });

  it('is left at once when the call is cancelled in the middle of an answer', async () => {
    await start({ clock: manual(), limits });
    canned.answer = (response) => {
      response.writeHead(200);
      response.write(page.slice(0, 100));
    };
    const abort = new AbortController();
    const waiting = list(abort.signal);
    await until(() => canned.requests.length === 1);
    abort.abort();
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('advice', () => {
  it.each([
    ['seconds', '9', 9_000],
    ['a date', new Date(Date.UTC(2026, 0, 1, 0, 0, 30)).toUTCString(), 30_000],
  ])('of a 503 in Retry-After, as %s, is followed', async (_, value, ms) => {
    await start();
    canned.answer = status(503, { 'retry-after': value });
    await list();
    expect(canned.clock.slept[0]).toBeGreaterThanOrEqual(ms);
    expect(canned.clock.slept[0]).toBeLessThanOrEqual(ms + 1_000);
  });

  it.each(['0', 'soon', new Date(0).toUTCString()])('that is none (%s) leaves it to the connector', async (value) => {
    await start();
    canned.answer = status(429, { 'retry-after': value });
    await list();
    expect(canned.clock.slept[0]).toBeGreaterThanOrEqual(5_000);
  });
});

describe('what the server says of a refusal', () => {
  it.each([
    [401, 'configuration'],
    [403, 'mailbox'],
  ])('with %i is kept, in one line of 300 characters', async (code, kind) => {
    await start();
    canned.answer = (response) => {
      response.writeHead(code, {
        'x-ms-diagnostics': `4000;reason="blocked"${'x'.repeat(400)}END`,
        'request-id': 'r-1',
      });
      response.end();
    };
    const thrown = await list().catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: `http.${code}`, kind });
    expect(String(thrown)).toContain('reason="blocked"');
    expect(String(thrown)).toContain('request-id: r-1');
    expect(String(thrown)).not.toContain('END');
    expect(canned.requests).toHaveLength(1);
  });

  it('in an error message is cut too', async () => {
    await start();
    canned.answer = (response) =>
      xml(
        response,
        page
          .replace(
            'ResponseClass="Success">',
            `ResponseClass="Error"><m:MessageText>${'y'.repeat(400)}END</m:MessageText>`,
          )
          .replace('NoError', 'ErrorAccessDenied'),
      );
    const thrown = await list().catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'ErrorAccessDenied', message: expect.stringContaining('yyy') });
    expect(String(thrown)).not.toContain('END');
  });
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Waits for a condition, looking again whenever the event loop comes round. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await turn();
}
