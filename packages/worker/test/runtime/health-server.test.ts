import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { healthOf, stuckMs, type WorkerState } from '../../src/runtime/health.ts';
import { type Health, type HealthServer, startHealthServer } from '../../src/runtime/health-server.ts';
import { initialStatus } from '../../src/runtime/status.ts';
import { failure } from '../support/summaries.ts';

let server: HealthServer | undefined;

async function start(health: () => Health): Promise<string> {
  server = await startHealthServer({ port: 0, health, status: () => ({ version: '1' }) });
  return `http://127.0.0.1:${server.port}`;
}

afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe('the health server', () => {
  it('answers 200 when the worker is well', async () => {
    const response = await fetch(`${await start(() => ({ ok: true }))}/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ status: 'healthy', ok: true });
  });

  it('answers 503 with the reason when it is not', async () => {
    const response = await fetch(
      `${await start(() => ({ ok: false, reason: 'draining', restartHelps: false }))}/health`,
    );
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({
      status: 'unhealthy',
      ok: false,
      reason: 'draining',
      restartHelps: false,
    });
  });

  it('tells the status as JSON, and on other paths which there are', async () => {
    const url = await start(() => ({ ok: true }));
    expect(await (await fetch(`${url}/status`)).json()).toEqual({ version: '1' });
    const other = await fetch(`${url}/admin`);
    expect(other.status).toBe(404);
    expect(await other.json()).toMatchObject({ paths: ['/health', '/status'] });
  });

  it('does not say what it is made of', async () => {
    const { headers } = await fetch(`${await start(() => ({ ok: true }))}/health`);
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('closes although a client is in the middle of a request', async () => {
    await start(() => ({ ok: true }));
    const socket = connect(server?.port ?? 0, '127.0.0.1').on('error', () => {});
    socket.write('GET /health HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    socket.write('GET /health HTTP/1.1\r\nHo');
    await fetch(`http://127.0.0.1:${server?.port}/health`);
    await expect(server?.close()).resolves.toBeUndefined();
    server = undefined;
  });

  it('says which setting to change when its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, resolve));
    const { port } = other.address() as AddressInfo;
    await expect(startHealthServer({ port, health: () => ({ ok: true }), status: () => ({}) })).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining(`HEALTH_PORT is ${port}, which is in use`),
    });
    other.close();
  });
});

describe('health', () => {
  const state: WorkerState = {
    status: initialStatus,
    configurationFailure: undefined,
    nextRun: undefined,
    draining: false,
    death: undefined,
  };
  const alive = { ended: false, silentMs: () => 0 };
  const mend = failure({ code: 'settings', kind: 'configuration' });

  const silent = (ms: number) => ({ ended: false, silentMs: () => ms });
  const ended = { ended: true, silentMs: () => 0 };

  it.each<[string, Partial<WorkerState>, Parameters<typeof healthOf>[1], Health]>([
    ['nothing is wrong', {}, alive, { ok: true }],
    ['the thread was silent for as long as it may be', {}, silent(stuckMs), { ok: true }],
    [
      'the thread was silent for longer',
      {},
      silent(stuckMs + 1),
      { ok: false, reason: 'the sync thread is stuck', restartHelps: true },
    ],
    ['the thread ended', {}, ended, { ok: false, reason: 'the sync thread ended', restartHelps: true }],
    [
      'it is told to stop, whatever else',
      { draining: true, configurationFailure: mend },
      alive,
      { ok: false, reason: 'draining', restartHelps: false },
    ],
    [
      'a person has to mend something',
      { configurationFailure: mend },
      alive,
      { ok: false, reason: 'settings', restartHelps: false },
    ],
    [
      'the thread is stuck besides',
      { configurationFailure: mend },
      silent(stuckMs + 1),
      { ok: false, reason: 'the sync thread is stuck', restartHelps: true },
    ],
  ])('is judged when %s', (_, change, thread, expected) => {
    expect(healthOf({ ...state, ...change }, thread)).toEqual(expected);
  });
});
