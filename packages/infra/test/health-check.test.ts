import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { healthPath } from '@connector/shared';
import { describe, expect, it } from '@jest/globals';
import { healthCheck, healthProbe } from '../src/health-check.ts';

/** Exit code of the probe while a server answers so. */
async function probe(answer: RequestListener, answerMs?: number): Promise<unknown> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await exitCode((server.address() as AddressInfo).port, answerMs);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** Patient by default: what is slow here is the machine. */
async function exitCode(port: number, answerMs = 60_000): Promise<unknown> {
  const [code] = await once(spawn(process.execPath, ['-e', healthProbe(port, answerMs)], { env: {} }), 'exit');
  return code;
}

describe('the health check of a task', () => {
  it.each([
    [200, 0],
    [503, 1],
    [404, 1],
  ])('asks for the worker’s health: %i ends with %i', async (status, code) => {
    const asked: unknown[] = [];
    const result = await probe((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(status).end();
    });
    expect(result).toBe(code);
    expect(asked).toEqual([`GET ${healthPath}`]);
  });

  it.each([
    ['passes a worker that waits for a person', '{"ok":false,"reason":"entra.invalid_client","restartHelps":false}', 0],
    ['fails one that a restart would help', '{"ok":false,"reason":"the sync thread is stuck","restartHelps":true}', 1],
    ['fails what says nothing of restarts', '{"ok":false}', 1],
    ['fails what is no answer of a worker', '<html>', 1],
    ['fails an answer without content', 'null', 1],
  ])('for a worker that is not well %s', async (_, body, code) => {
    expect(await probe((_request, response) => response.writeHead(503).end(body))).toBe(code);
  });

  it('is not well when nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    expect(await exitCode(port)).toBe(1);
  });

  it('is not well when there is no answer', async () => {
    expect(await probe(() => {}, 50)).toBe(1);
  });

  it('is asked of the container itself, and gives up before ECS does', () => {
    const [kind, node, flag, program = ''] = healthCheck.command;
    expect([kind, node, flag]).toEqual(['CMD', 'node', '-e']);
    expect(program).toContain("fetch('http://127.0.0.1:8080/health'");
    const answerMs = Number(/timeout\((\d+)\)/.exec(program)?.[1]);
    expect(answerMs).toBeLessThan(healthCheck.timeout?.toMilliseconds() ?? 0);
  });
});
