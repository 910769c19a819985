import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  answerAdmin,
  type CallCounter,
  callCounter,
  type FaultList,
  faultList,
  type RunningServer,
  readBody,
  respond,
  signatureProblem,
  startServer,
} from '../http/index.ts';
import { type ParameterStore, parameterStore, SsmError } from './parameter-store.ts';

/** What a fault does: answers with this error instead of doing the call. */
export interface SsmFault {
  readonly status: number;
  readonly type: string;
}

/** A running Parameter Store stand-in. */
export interface SsmStandIn extends RunningServer {
  readonly calls: CallCounter;
  readonly faults: FaultList<SsmFault>;
}

const bodyBytes = 1024 * 1024;

/** Parameter Store over the JSON protocol. */
export async function startSsm({ port = 0 }: { port?: number } = {}): Promise<SsmStandIn> {
  const calls = callCounter();
  const faults = faultList<SsmFault>();
  const store = parameterStore();
  const server = await startServer(
    async (request, response) => {
      if (await answerAdmin(request, response, { faults, calls })) return;
      await answer(request, response, { store, calls, faults });
    },
    { port },
  );
  return { ...server, calls, faults };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { store, calls, faults }: { store: ParameterStore; calls: CallCounter; faults: FaultList<SsmFault> },
): Promise<void> {
  const operation = String(request.headers['x-amz-target']).replace(/^AmazonSSM\./, '');
  calls.count(operation);
  try {
    const body = await readBody(request, bodyBytes);
    const problem = signatureProblem(request, 'ssm');
    if (problem !== undefined) throw new SsmError('MissingAuthenticationToken', problem);
    const fault = faults.strike(operation);
    if (fault !== undefined) throw new SsmError(fault.type, 'a fault on demand', fault.status);
    send(response, 200, store.call(operation, JSON.parse(String(body))));
  } catch (thrown) {
    const error = thrown instanceof SsmError ? thrown : new SsmError('InternalServerError', String(thrown), 500);
    send(response, error.status, { __type: error.type, message: error.message });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  respond(response, status, { body: JSON.stringify(body), headers: { 'content-type': 'application/x-amz-json-1.1' } });
}
