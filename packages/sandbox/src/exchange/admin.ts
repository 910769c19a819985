import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readBody, respondJson } from '../http/index.ts';
import type { ChangeableWorld } from '../mail/index.ts';
import type { LiveLimits } from './limits.ts';
import { mailScript, runMailScript } from './mail-script.ts';

const adminBodyBytes = 1024 * 1024;

/** `null` takes a limit away. */
const limitsBody = z.strictObject({
  mailbox: z.int().min(1).nullable().optional(),
  sync: z.int().min(1).nullable().optional(),
  latencyMs: z.int().min(0).max(600_000).optional(),
});

/** What the admin endpoint changes. */
export interface AdminTargets {
  readonly world: ChangeableWorld;
  readonly limits: LiveLimits;
}

/**
 * Answers what only the Exchange stand-in has: `POST /__admin/mail`, `GET` and `POST /__admin/limits`. A body that is not as
 * it has to be is answered with 400 and the reason.
 * @returns false when the request is for none of these
 */
export async function answerExchangeAdmin(
  request: IncomingMessage,
  response: ServerResponse,
  { world, limits }: AdminTargets,
): Promise<boolean> {
  const routes: Readonly<Record<string, (body: unknown) => unknown>> = {
    'GET /__admin/limits': () => limits,
    'POST /__admin/limits': (body) => setLimits(limits, limitsBody.parse(body)),
    'POST /__admin/mail': (body) => runMailScript(world, mailScript.parse(body)),
  };
  const route = routes[`${request.method} ${request.url}`];
  if (route === undefined) return false;
  try {
    const text = String(await readBody(request, adminBodyBytes));
    respondJson(response, 200, { body: route(request.method === 'GET' ? undefined : JSON.parse(text)) });
  } catch (thrown) {
    respondJson(response, 400, {
      body: { error: thrown instanceof z.ZodError ? z.prettifyError(thrown) : String(thrown) },
    });
  }
  return true;
}

function setLimits(limits: LiveLimits, { latencyMs, ...wanted }: z.infer<typeof limitsBody>): LiveLimits {
  const all = { ...limits.concurrency, ...wanted };
  limits.concurrency = Object.fromEntries(Object.entries(all).filter(([, value]) => typeof value === 'number'));
  limits.latencyMs = latencyMs ?? limits.latencyMs;
  return limits;
}
