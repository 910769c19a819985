import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { CallCounter } from './call-counter.ts';
import { type Fault, type FaultList, faultMatch } from './faults.ts';
import { readBody, respond, respondJson } from './server.ts';

const adminBodyBytes = 1024 * 1024;

/** What the admin endpoint of a stand-in works on. */
export interface AdminTargets<Effect> {
  readonly faults: FaultList<Effect>;
  readonly calls: CallCounter;
  readonly effect: z.ZodType<Effect>;
}

/**
 * Answers the admin endpoint of a stand-in: `GET /__admin/faults` lists the faults that may still strike, `POST` adds one
 * (400 with the reason when it is none), `DELETE` clears them; `GET /__admin/calls` counts calls by operation, `DELETE`
 * resets the counters.
 * @returns false when the request is not for the admin endpoint
 */
export async function answerAdmin<Effect>(
  request: IncomingMessage,
  response: ServerResponse,
  targets: AdminTargets<Effect>,
): Promise<boolean> {
  if (!request.url?.startsWith('/__admin/')) return false;
  const { faults, calls } = targets;
  const route = `${request.method} ${request.url}`;
  if (route === 'POST /__admin/faults') await addFault(request, response, targets);
  else if (route === 'GET /__admin/faults') respondJson(response, 200, { body: faults.active() });
  else if (route === 'DELETE /__admin/faults') {
    faults.clear();
    respondJson(response, 200, { body: faults.active() });
  } else if (route === 'GET /__admin/calls') respondJson(response, 200, { body: calls.counts() });
  else if (route === 'DELETE /__admin/calls') {
    calls.reset();
    respondJson(response, 200, { body: calls.counts() });
  } else refuse(response, 404, `there is no ${route}; see GET, POST and DELETE of /__admin/faults and /__admin/calls`);
  return true;
}

async function addFault<Effect>(
  request: IncomingMessage,
  response: ServerResponse,
  { faults, effect }: AdminTargets<Effect>,
): Promise<void> {
  const body = await readBody(request, adminBodyBytes);
  if (body === undefined) return refuse(response, 413, `a fault has at most ${adminBodyBytes} bytes`);
  const given = parseJson(body);
  if (given === undefined) return refuse(response, 400, `the body is no JSON: ${body.toString().slice(0, 100)}`);
  const operation = z.exactOptional(z.enum(faults.operations));
  const parsed = z.strictObject({ ...faultMatch.shape, operation, effect }).safeParse(given);
  if (!parsed.success) return refuse(response, 400, z.prettifyError(parsed.error));
  faults.add(parsed.data as Fault<Effect>);
  respondJson(response, 200, { body: faults.active() });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, problem: string): void {
  respond(response, status, { body: `${problem}\n`, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}
