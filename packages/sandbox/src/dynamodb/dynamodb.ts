import dynalite from 'dynalite';
import {
  answerAdmin,
  type CallCounter,
  callCounter,
  type FaultList,
  faultList,
  type RunningServer,
  respond,
  signatureProblem,
  startServer,
} from '../http/index.ts';

/** What a fault does: answers with this error instead of doing the call. */
export interface DynamoDbFault {
  readonly status: number;
  /** For example `ProvisionedThroughputExceededException`. */
  readonly type: string;
}

/** A running DynamoDB stand-in. */
export interface DynamoDbStandIn extends RunningServer {
  readonly calls: CallCounter;
  readonly faults: FaultList<DynamoDbFault>;
}

/** dynalite in memory, with calls counted by operation and faults on demand. */
export async function startDynamoDb({ port = 0 }: { port?: number } = {}): Promise<DynamoDbStandIn> {
  const calls = callCounter();
  const faults = faultList<DynamoDbFault>();
  const database = dynalite({ createTableMs: 20, deleteTableMs: 20, updateTableMs: 20 });
  const server = await startServer(
    async (request, response) => {
      if (await answerAdmin(request, response, { faults, calls })) return;
      const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
      calls.count(operation);
      const problem = signatureProblem(request, 'dynamodb');
      const fault =
        problem === undefined ? faults.strike(operation) : { status: 400, type: 'MissingAuthenticationTokenException' };
      if (fault === undefined) database.emit('request', request, response);
      else respond(response, fault.status, { body: errorBody(fault.type, problem), headers: errorHeaders });
    },
    { port },
  );
  return { ...server, calls, faults };
}

const errorHeaders = { 'content-type': 'application/x-amz-json-1.0' };

function errorBody(type: string, message = 'a fault on demand'): string {
  return JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message });
}
