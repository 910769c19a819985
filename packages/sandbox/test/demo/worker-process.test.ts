import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runWorker } from '../../src/demo/worker-process.ts';

describe('a worker of the demo that is stopped', () => {
  let silent: Server;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    silent = createServer((socket) => sockets.push(socket.on('error', () => {})));
    await once(silent.listen(0, '127.0.0.1'), 'listening');
  });

  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    silent.close();
  });

  it('is gone at once, whatever it waits for', async () => {
    const stop = new AbortController();
    const { port } = silent.address() as AddressInfo;
    const environment = {
      AWS_ENDPOINT_URL_SSM: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'sandbox',
      AWS_SECRET_ACCESS_KEY: 'sandbox',
    };
    const [[socket], outcome] = await Promise.all([
      once(silent, 'connection') as Promise<[Socket]>,
      Promise.resolve(runWorker({ args: ['--once'], environment, stop: stop.signal }).catch((thrown) => thrown.name)),
      once(silent, 'connection').then(() => stop.abort()),
    ]);
    expect(outcome).toBe('AbortError');
    // What it had open is closed with it, though nobody answered.
    if (!socket.closed) await once(socket.resume(), 'close');
    expect(socket.closed).toBe(true);
  });
});
