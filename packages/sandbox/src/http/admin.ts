import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallCounter } from './call-counter.ts';
import type { Fault, FaultList } from './faults.ts';
import { readBody, respond, respondJson } from './server.ts';

const adminBodyBytes = 1024 * 1024;

/**
 * Answers the admin endpoint of a stand-in: `POST /__admin/faults` adds a fault, `DELETE /__admin/faults` clears them,
 * `GET /__admin/calls` counts calls, `DELETE /__admin/calls` resets the counters.
 * @returns false when the request is not for the admin endpoint
 */
export async function answerAdmin<Effect>(
  request: IncomingMessage,
  response: ServerResponse,
  { faults, calls }: { faults: FaultList<Effect>; calls: CallCounter },
): Promise<boolean> {
  if (!request.url?.startsWith('/__admin/')) return false;
  const route = `${request.method} ${request.url}`;
  if (route === 'POST /__admin/faults') {
    const body = await readBody(request, adminBodyBytes);
    faults.add(JSON.parse(String(body)) as Fault<Effect>);
  } else if (route === 'DELETE /__admin/faults') faults.clear();
  else if (route === 'DELETE /__admin/calls') calls.reset();
  else if (route !== 'GET /__admin/calls') {
    respond(response, 404);
    return true;
  }
  respondJson(response, 200, { body: calls.counts() });
  return true;
}
