import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import {
  answerAdmin,
  answerOver,
  type CallCounter,
  callCounter,
  type FaultList,
  faultList,
  type Reply,
  type RunningServer,
  readBody,
  signatureProblem,
  startServer,
  wireFaults,
} from '../http/index.ts';
import { SsmError } from './errors.ts';
import { operationNames, type ParameterStore, parameterStore } from './parameter-store.ts';

/** What a fault does to a call. */
const ssmFault = z.discriminatedUnion('kind', [
  ...wireFaults,
  /** Answers with an error instead of doing the call. */
  z.strictObject({ kind: z.literal('error'), status: z.int().min(400).max(599), type: z.string().min(1) }),
]);

export type SsmFault = Readonly<z.infer<typeof ssmFault>>;

/** A running Parameter Store stand-in. */
export interface SsmStandIn extends RunningServer {
  readonly calls: CallCounter;
  readonly faults: FaultList<SsmFault>;
}

const bodyBytes = 1024 * 1024;

/** Parameter Store over the JSON protocol. */
export async function startSsm({ port = 0 }: { port?: number } = {}): Promise<SsmStandIn> {
  const calls = callCounter();
  const faults = faultList<SsmFault>(operationNames);
  const store = parameterStore();
  const server = await startServer(
    async (request, response) => {
      if (await answerAdmin(request, response, { faults, calls, effect: ssmFault })) return;
      await answer(request, response, { store, calls, faults });
    },
    { port },
  );
  return { ...server, calls, faults };
}

interface Surroundings {
  readonly store: ParameterStore;
  readonly calls: CallCounter;
  readonly faults: FaultList<SsmFault>;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { store, calls, faults }: Surroundings,
): Promise<void> {
  try {
    const body = await readBody(request, bodyBytes);
    const operation = operationOf(request);
    calls.count(operation);
    const problem = signatureProblem(request, 'ssm');
    if (problem !== undefined) throw new SsmError('MissingAuthenticationToken', problem);
    const fault = faults.strike(operation);
    if (fault?.kind === 'error') throw new SsmError(fault.type, 'a fault on demand', fault.status);
    await answerOver(fault, { request, response }, async () => reply(200, store.call(operation, parseJson(body))));
  } catch (thrown) {
    const { status, type, message } =
      thrown instanceof SsmError ? thrown : new SsmError('InternalServerError', String(thrown), 500);
    await answerOver(undefined, { request, response }, async () => reply(status, { __type: type, message }));
  }
}

function operationOf({ headers }: IncomingMessage): string {
  const [, operation] = /^AmazonSSM\.(\w+)$/.exec(String(headers['x-amz-target'])) ?? [];
  if (operation !== undefined) return operation;
  throw new SsmError('UnknownOperationException', `X-Amz-Target is ${headers['x-amz-target']}, not AmazonSSM.…`);
}

function parseJson(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    throw new SsmError('SerializationException', 'the body is no JSON, or too long');
  }
}

function reply(status: number, body: unknown): Reply {
  return { status, body: JSON.stringify(body), headers: { 'content-type': 'application/x-amz-json-1.1' } };
}
