import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readBody, respondJson } from '../http/index.ts';
import type { LiveState } from './options.ts';

const adminBodyBytes = 1024 * 1024;

const limitsBody = z.strictObject({
  concurrency: z.int().min(1).exactOptional(),
  requests: z.int().min(1).exactOptional(),
  latencyMs: z.int().min(0).max(600_000).exactOptional(),
});

/**
 * Answers what only the Microsoft Graph stand-in has: `GET` and `POST /__admin/limits`, and `DELETE /__admin/tokens`, which
 * loses every delta token. A body that is not as it has to be is answered with 400 and the reason.
 * @returns false when the request is for none of these
 */
export async function answerGraphAdmin(
  request: IncomingMessage,
  response: ServerResponse,
  state: LiveState,
): Promise<boolean> {
  const routes: Readonly<Record<string, (body: string) => void>> = {
    'GET /__admin/limits': () => undefined,
    'POST /__admin/limits': (body) => setLimits(state, limitsBody.parse(JSON.parse(body))),
    'DELETE /__admin/tokens': () => {
      state.generation += 1;
    },
  };
  const route = routes[`${request.method} ${request.url}`];
  if (route === undefined) return false;
  try {
    route(String(await readBody(request, adminBodyBytes)));
    respondJson(response, 200, { body: state });
  } catch (thrown) {
    const error = thrown instanceof z.ZodError ? z.prettifyError(thrown) : String(thrown);
    respondJson(response, 400, { body: { error } });
  }
  return true;
}

function setLimits(state: LiveState, { latencyMs, ...limits }: z.infer<typeof limitsBody>): void {
  state.limits = { ...state.limits, ...limits };
  state.latencyMs = latencyMs ?? state.latencyMs;
}
