import { connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Listener, type RunningServer, readBody, respond, startServer } from '../../src/http/index.ts';

let server: RunningServer;
afterEach(() => server.close());

const start = async (listener: Listener) => {
  server = await startServer(listener);
};

describe('a stand-in outlives its requests', () => {
  it('answers 500 with the reason when its listener rejects', async () => {
    await start(() => Promise.reject(new Error('a defect')));
    const response = await fetch(server.url);
    expect(response.status).toBe(500);
    expect(await response.text()).toContain('a defect');
  });

  it('ends the connection when its listener rejects after the answer has begun', async () => {
    await start(async (_, response) => {
      response.writeHead(200, { 'content-length': '10' });
      response.write('half');
      throw new Error('a defect');
    });
    await expect(fetch(server.url).then((response) => response.text())).rejects.toThrow();
    await expect(fetch(server.url).then((response) => response.text())).rejects.toThrow();
  });

  it('serves the next client after one that went away in the middle of its request', async () => {
    const gone = deferred<unknown>();
    await start(async (request, response) => {
      await readBody(request, 100).catch((thrown: unknown) => {
        gone.resolve(thrown);
        throw thrown;
      });
      respond(response, 200);
    });
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc', () => socket.resetAndDestroy());
    socket.on('error', () => undefined);
    expect(String(await gone.promise)).toContain('aborted');
    expect((await fetch(server.url)).status).toBe(200);
  });

  it('reads a body up to the cap and tells when there is more', async () => {
    await start(async (request, response) => {
      const body = await readBody(request, 4);
      respond(response, body === undefined ? 413 : 200, { body: body ?? 'too long' });
    });
    const post = (body: string) => fetch(server.url, { method: 'POST', body }).then((response) => response.status);
    expect(await post('four')).toBe(200);
    expect(await post('fives')).toBe(413);
  });
});

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
