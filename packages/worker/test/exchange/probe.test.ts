import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createExchangeSource } from '../../src/exchange/index.ts';
import type { MailSource } from '../../src/sync/ports/index.ts';
import { createManualClock } from '../support/manual-clock.ts';

const never = new AbortController().signal;
let server: Server | undefined;
let source: MailSource | undefined;

afterEach(async () => {
  await source?.close();
  server?.closeAllConnections();
  server?.close();
});

async function sourceOf(exchangeEwsUrl: string): Promise<MailSource> {
  const settings = {
    exchangeAuth: 'basic',
    exchangeUsername: 'svc',
    exchangePassword: 'pass',
    exchangeAuthorityUrl: 'https://login.example',
    exchangeEwsUrl,
  } as const;
  const options = { settings, clock: createManualClock(), emit: () => {}, version: '0' };
  source = createExchangeSource(options as unknown as Parameters<typeof createExchangeSource>[0]);
  return source;
}

async function answering(status: number): Promise<{ url: string; asked: () => number }> {
  let asked = 0;
  server = createServer((_, response) => {
    asked += 1;
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/EWS/Exchange.asmx`, asked: () => asked };
}

describe('the probe of Exchange', () => {
  it.each([200, 401, 403, 405, 500, 503])('takes any answer for a sign of life: %s', async (status) => {
    const { url, asked } = await answering(status);
    await expect((await sourceOf(url)).probe(never)).resolves.toBeUndefined();
    expect(asked()).toBe(1);
  });

  it('says after a second try that the address or the network is wrong when nothing answers', async () => {
    const { url } = await answering(200);
    server?.close();
    await expect((await sourceOf(url)).probe(never)).rejects.toMatchObject({
      kind: 'configuration',
      code: 'network.ECONNREFUSED',
      message: expect.stringContaining('EXCHANGE_EWS_URL'),
    });
  });

  it('is no verdict when it was cancelled', async () => {
    const { url } = await answering(200);
    await expect((await sourceOf(url)).probe(AbortSignal.abort())).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
