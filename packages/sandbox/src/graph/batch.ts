import { z } from 'zod';
import type { Reply } from '../http/index.ts';
import { answerRequest } from './answer.ts';
import type { Caller } from './caller.ts';
import { badRequest, GraphError } from './errors.ts';
import type { Surroundings } from './options.ts';
import { errorReply, jsonType } from './reply.ts';

/** Requests of a batch at most (Microsoft: JSON batching). */
const mostRequests = 20;
/** Requests of a batch that run at a time for one mailbox of Outlook. */
const atATime = 4;

const batchRequest = z.strictObject({
  id: z.string().min(1),
  method: z.string().min(1),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).optional(),
});
const batchBody = z.strictObject({ requests: z.array(batchRequest) });

type BatchRequest = z.infer<typeof batchRequest>;

/** One answer of a batch. */
interface BatchResponse {
  readonly id: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/**
 * Answers a batch: HTTP 200 with an answer for each request, in any order; undefined when the connection has to end.
 * @throws GraphError when the batch as a whole is wrong
 */
export async function answerBatch(text: string, caller: Caller, around: Surroundings): Promise<Reply | undefined> {
  const requests = readBatch(text);
  const serial = requests.some(({ dependsOn }) => dependsOn !== undefined);
  const done = new Map<string, BatchResponse>();
  const size = serial ? 1 : atATime;
  for (let start = 0; start < requests.length; start += size) {
    const group = requests.slice(start, start + size);
    const answers = await Promise.all(group.map((request) => answerOne(request, { done, caller, around })));
    for (const answer of answers) {
      if (answer === undefined) return undefined;
      done.set(answer.id, answer);
    }
  }
  const responses = [...done.values()].reverse();
  return { status: 200, body: JSON.stringify({ responses }), headers: { 'content-type': jsonType } };
}

async function answerOne(
  { id, method, url, headers = {}, dependsOn = [] }: BatchRequest,
  { done, caller, around }: { done: ReadonlyMap<string, BatchResponse>; caller: Caller; around: Surroundings },
): Promise<BatchResponse | undefined> {
  if (dependsOn.some((other) => (done.get(other)?.status ?? 0) >= 400)) {
    return responseOf(id, errorReply(new GraphError(424, 'FailedDependency', 'A request that it depends on failed.')));
  }
  const header = (wanted: string) => Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? '';
  const consistency = header('consistencylevel').toLowerCase();
  const reply = await answerRequest({ method, url, prefer: header('prefer'), consistency }, caller, around);
  return reply === undefined ? undefined : responseOf(id, reply);
}

/** JSON comes as it is; everything else in base64. A text that is cut off cannot stand in JSON, and its request fails. */
function responseOf(id: string, { status, body, headers }: Reply): BatchResponse {
  if (body.length === 0) return { id, status, headers };
  if (!headers['content-type']?.startsWith('application/json')) {
    return { id, status, headers, body: Buffer.from(body).toString('base64') };
  }
  try {
    return { id, status, headers, body: JSON.parse(String(body)) };
  } catch {
    return responseOf(id, errorReply(new GraphError(502, 'UnknownError', 'The answer could not be read.')));
  }
}

/** @throws GraphError */
function readBatch(text: string): readonly BatchRequest[] {
  const parsed = batchBody.safeParse(parseJson(text));
  if (!parsed.success) throw badRequest(`Invalid batch payload: ${z.prettifyError(parsed.error)}`);
  const { requests } = parsed.data;
  if (requests.length > mostRequests) {
    throw badRequest(`Number of batch request steps exceeds the maximum value of ${mostRequests}.`);
  }
  if (requests.length === 0) throw badRequest('Invalid batch payload: there are no requests.');
  const seen = new Set<string>();
  for (const { id, url, dependsOn = [] } of requests) {
    if (seen.has(id)) throw badRequest(`Invalid batch payload: the request id '${id}' is repeated.`);
    const unknown = dependsOn.find((other) => !seen.has(other));
    if (unknown !== undefined)
      throw badRequest(`Invalid batch payload: '${id}' depends on '${unknown}', which does not come before it.`);
    if (!url.startsWith('/'))
      throw badRequest(`Invalid batch payload: the url '${url}' has to be relative and to begin with /.`);
    seen.add(id);
  }
  return requests;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('Invalid batch payload: it is no JSON.');
  }
}
