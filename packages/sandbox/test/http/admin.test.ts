import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { answerAdmin, callCounter, faultList, type RunningServer, respond, startServer } from '../../src/http/index.ts';

const effect = z.strictObject({ kind: z.enum(['reset', 'hang']) });
const faults = faultList<z.infer<typeof effect>>(['Get', 'Put']);
const calls = callCounter();
let server: RunningServer;

beforeAll(async () => {
  server = await startServer(async (request, response) => {
    if (!(await answerAdmin(request, response, { faults, calls, effect }))) respond(response, 204);
  });
});
afterEach(() => {
  faults.clear();
  calls.reset();
});
afterAll(() => server.close());

async function admin(method: string, path: string, body?: string) {
  const response = await fetch(`${server.url}/__admin/${path}`, { method, ...(body === undefined ? {} : { body }) });
  return { status: response.status, text: await response.text() };
}

describe('the admin endpoint', () => {
  it.each([
    ['text that is no JSON', '{"effect":', 400, 'no JSON'],
    ['nothing', '', 400, 'no JSON'],
    ['a fault without an effect', '{"times":1}', 400, 'effect'],
    ['a misspelt field', '{"tmies":1,"effect":{"kind":"reset"}}', 400, 'tmies'],
    ['a misspelt kind', '{"effect":{"kind":"rest"}}', 400, '"reset"|"hang"'],
    ['a misspelt field of the effect', '{"effect":{"kind":"reset","whne":"after"}}', 400, 'whne'],
    ['a misspelt operation', '{"operation":"Gte","effect":{"kind":"reset"}}', 400, '"Get"|"Put"'],
    ['a fault that strikes zero times', '{"times":0,"effect":{"kind":"reset"}}', 400, 'times'],
    ['a chance above 1', '{"probability":2,"effect":{"kind":"reset"}}', 400, 'probability'],
    ['a megabyte', `"${'x'.repeat(1024 * 1024)}"`, 413, 'at most'],
  ])('refuses %s and says why', async (_, body, status, text) => {
    const answer = await admin('POST', 'faults', body);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(text);
    expect(faults.active()).toEqual([]);
  });

  it('takes no fault of a test that names a misspelt operation and would never strike', () => {
    const misspelt = { operation: 'Gte', effect: { kind: 'reset' } } as const;
    expect(() => faults.add(misspelt)).toThrow(new RangeError('there is no operation Gte; there are Get, Put'));
    expect(faults.active()).toEqual([]);
  });

  it('lists the faults that may still strike', async () => {
    const once = { operation: 'Get', times: 1, effect: { kind: 'reset' } };
    const ever = { effect: { kind: 'hang' } };
    await admin('POST', 'faults', JSON.stringify(once));
    await admin('POST', 'faults', JSON.stringify(ever));
    expect(JSON.parse((await admin('GET', 'faults')).text)).toEqual([once, ever]);
    expect(faults.strike('Get')).toEqual({ kind: 'reset' });
    expect(JSON.parse((await admin('GET', 'faults')).text)).toEqual([ever]);
    await admin('DELETE', 'faults');
    expect(JSON.parse((await admin('GET', 'faults')).text)).toEqual([]);
  });

  it('counts calls and resets the counters', async () => {
    calls.count('Get');
    expect(JSON.parse((await admin('GET', 'calls')).text)).toEqual({ Get: 1 });
    await admin('DELETE', 'calls');
    expect(JSON.parse((await admin('GET', 'calls')).text)).toEqual({});
  });

  it('knows no other paths', async () => {
    expect(await admin('GET', 'fautls')).toMatchObject({
      status: 404,
      text: expect.stringContaining('/__admin/faults'),
    });
  });
});
