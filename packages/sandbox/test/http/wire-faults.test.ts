import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answerOver, asWireFault, type RunningServer, startServer, type WireFault } from '../../src/http/index.ts';

let server: RunningServer;
let fault: WireFault | undefined;
let done: number;
let onArrival = (): void => {};

beforeAll(async () => {
  server = await startServer((request, response) => {
    onArrival();
    return answerOver(fault, { request, response }, async () => {
      done += 1;
      return { status: 200, body: '{"answer":"whole"}', headers: { 'content-type': 'application/json' } };
    });
  });
});
afterAll(() => server.close());

async function call(next?: WireFault): Promise<string> {
  fault = next;
  done = 0;
  return (await fetch(server.url)).text();
}

describe('a call over a connection', () => {
  it.each([undefined, { kind: 'delay', ms: 1 }] as const)('is answered with %j', async (next) => {
    expect(await call(next)).toBe('{"answer":"whole"}');
    expect(done).toBe(1);
  });

  it('that is truncated is done, and half of the answer comes', async () => {
    expect(await call({ kind: 'truncate' })).toBe('{"answer":');
    expect(done).toBe(1);
  });

  it.each([
    [{ kind: 'reset' }, 0],
    [{ kind: 'reset', when: 'before' }, 0],
    [{ kind: 'reset', when: 'after' }, 1],
  ] as const)('that is reset as %j is done %i times, and nothing comes', async (next, times) => {
    await expect(call(next)).rejects.toThrow('fetch failed');
    expect(done).toBe(times);
  });

  it('that hangs is neither done nor answered while others come and go', async () => {
    fault = { kind: 'hang' };
    done = 0;
    const arrived = new Promise<void>((resolve) => {
      onArrival = resolve;
    });
    const abort = new AbortController();
    const hanging = fetch(server.url, { signal: abort.signal }).then(() => 'answered');
    await arrived;
    expect(done).toBe(0);
    expect(await Promise.race([hanging, call()])).toBe('{"answer":"whole"}');
    abort.abort();
    await expect(hanging).rejects.toThrow('aborted');
  });
});

describe('a fault', () => {
  it('of the connection is told from others', () => {
    expect(asWireFault({ kind: 'truncate' })).toEqual({ kind: 'truncate' });
    expect(asWireFault({ kind: 'error' })).toBeUndefined();
    expect(asWireFault(undefined)).toBeUndefined();
  });
});
