import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  answerAdmin,
  answerOver,
  asWireFault,
  type CallCounter,
  callCounter,
  type FaultList,
  faultList,
  type RunningServer,
  readBody,
  signatureProblem,
  startServer,
} from '../http/index.ts';
import { type Answer, DynamoDbError, replyOf } from './answer.ts';
import { conflictAnswer, type DynamoDbFault, dynamoDbFault, leaveUnprocessed } from './faults.ts';
import { dynamoDbOperations } from './operations.ts';

/** A running DynamoDB stand-in. */
export interface DynamoDbStandIn extends RunningServer {
  readonly calls: CallCounter;
  readonly faults: FaultList<DynamoDbFault>;
  /** From now on this is told of every request, whatever its answer; in place of who was told before. */
  watch(watcher: DynamoDbWatcher): void;
}

/** Sees the operation and the body of a request. */
export type DynamoDbWatcher = (operation: string, body: Readonly<Record<string, unknown>>) => void;

export interface DynamoDbOptions {
  readonly port?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** How long a table takes to be created or deleted, in milliseconds. */
  readonly tableMs?: number;
}

/** Bytes of a request (DynamoDB quotas: 16 MB). */
const requestBytes = 16 * 1024 * 1024;

type Body = Record<string, unknown>;

/** DynamoDB in memory, with calls counted by operation and faults on demand. */
export async function startDynamoDb({
  port = 0,
  now = Date.now,
  tableMs = 20,
}: DynamoDbOptions = {}): Promise<DynamoDbStandIn> {
  const calls = callCounter();
  const { names, run } = dynamoDbOperations(now, tableMs);
  const faults = faultList<DynamoDbFault>(names);
  let watcher: DynamoDbWatcher = () => {};
  const server = await startServer(
    async (request, response) => {
      if (await answerAdmin(request, response, { faults, calls, effect: dynamoDbFault })) return;
      await answer(request, response, { run, calls, faults, watcher });
    },
    { port },
  );
  const watch = (next: DynamoDbWatcher): void => {
    watcher = next;
  };
  return { ...server, calls, faults, watch };
}

interface Surroundings {
  readonly run: (operation: string, body: Body) => Promise<Answer>;
  readonly calls: CallCounter;
  readonly faults: FaultList<DynamoDbFault>;
  readonly watcher: DynamoDbWatcher;
}

async function answer(request: IncomingMessage, response: ServerResponse, around: Surroundings): Promise<void> {
  try {
    const text = await readBody(request, requestBytes);
    const operation = operationOf(request);
    around.calls.count(operation);
    const problem = signatureProblem(request, 'dynamodb');
    if (problem !== undefined) throw new DynamoDbError('MissingAuthenticationTokenException', problem);
    const body = parseBody(text);
    around.watcher(operation, body);
    const fault = around.faults.strike(operation);
    await answerOver(asWireFault(fault), { request, response }, async () =>
      replyOf(await struck(fault, body, (changed) => around.run(operation, changed))),
    );
  } catch (thrown) {
    if (!(thrown instanceof DynamoDbError)) throw thrown;
    await answerOver(undefined, { request, response }, async () => replyOf(thrown.answer));
  }
}

function operationOf({ headers }: IncomingMessage): string {
  const [, operation] = /^DynamoDB_20120810\.(\w+)$/.exec(String(headers['x-amz-target'])) ?? [];
  if (operation === undefined) throw new DynamoDbError('UnknownOperationException', '');
  return operation;
}

function parseBody(text: Buffer | undefined): Body {
  if (text === undefined) throw new DynamoDbError('ValidationException', `a request has at most ${requestBytes} bytes`);
  try {
    const body: unknown = JSON.parse(text.toString());
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Body;
  } catch {
    // Answered below, as everything that is no object.
  }
  throw new DynamoDbError('SerializationException', 'the body is no JSON object');
}

/** Does the call as the fault lets it. */
async function struck(
  fault: DynamoDbFault | undefined,
  body: Body,
  run: (body: Body) => Promise<Answer>,
): Promise<Answer> {
  if (fault?.kind === 'error') {
    const { answer: error } = new DynamoDbError(fault.type, 'a fault on demand');
    return { ...error, status: fault.status };
  }
  if (fault?.kind === 'conflict') return conflictAnswer(body);
  if (fault?.kind === 'unprocessed') return leaveUnprocessed(body, { items: fault.items, run });
  return run(body);
}
