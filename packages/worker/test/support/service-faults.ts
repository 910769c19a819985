import type {
  DynamoDbFault,
  EntraFault,
  ExchangeFault,
  GraphFault,
  QBusinessFault,
  SsmFault,
} from '@connector/sandbox';
import type { DeepWorld } from './deep-world.ts';
import { planFaults } from './fault-plan.ts';

/** What can befall the connection to any of them. A call that hangs takes minutes to give up: a test of its own has those. */
const wire = [
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'truncate' },
  { kind: 'delay', ms: 1_500 },
] as const;
const busy = { kind: 'http', status: 503, retryAfterSeconds: 1, body: 'html' } as const;
const exchangeFaults: readonly ExchangeFault[] = [
  ...wire,
  { kind: 'http', status: 429, retryAfterSeconds: 1 },
  busy,
  { kind: 'http', status: 500, body: 'html' },
  { kind: 'fault', code: 'ErrorServerBusy', backOffMs: 500 },
  { kind: 'fault', code: 'ErrorInternalServerTransientError', status: 200 },
  { kind: 'response-error', code: 'ErrorTimeoutExpired' },
  { kind: 'batch-stopped', after: 1 },
  { kind: 'fewer-responses' },
];
const graphFaults: readonly GraphFault[] = [
  ...wire,
  { kind: 'error', status: 429, code: 'ApplicationThrottled', retryAfterSeconds: 1 },
  { kind: 'error', status: 503, code: 'ErrorServerBusy', retryAfterSeconds: 1 },
  { kind: 'error', status: 500, code: 'ErrorInternalServerTransientError' },
  { kind: 'http', status: 504, body: '<html></html>' },
];
/** Bytes of a file that end early, and cleanly, are a file: nothing tells. */
const graphFileFaults = graphFaults.filter(({ kind }) => kind !== 'truncate');
/** What pages of changes may be like. */
const graphListFaults: readonly GraphFault[] = [
  ...graphFaults,
  { kind: 'truncated-page', above: 1 },
  { kind: 'replay' },
  { kind: 'returned-as-removed', item: 'untold' },
];
const qbusinessFaults: readonly QBusinessFault[] = [
  ...wire,
  { kind: 'error', status: 429, type: 'ThrottlingException', retryAfterSeconds: 1 },
  { kind: 'error', status: 503, type: 'ServiceUnavailableException', retryAfterSeconds: 1 },
  { kind: 'error', status: 500, type: 'InternalServerException' },
];
const entraFaults: readonly EntraFault[] = [
  ...wire,
  { kind: 'error', status: 500 },
  { kind: 'error', status: 503, retryAfterSeconds: 1 },
  { kind: 'error', status: 429 },
];
const ssmFaults: readonly SsmFault[] = [
  ...wire,
  { kind: 'error', status: 400, type: 'ThrottlingException' },
  { kind: 'error', status: 500, type: 'InternalServerError' },
];
/** Also what a busy table and another transaction answer. */
export const tableFaults: readonly DynamoDbFault[] = [
  ...wire,
  { kind: 'error', status: 400, type: 'ProvisionedThroughputExceededException' },
  { kind: 'error', status: 400, type: 'ThrottlingException' },
  { kind: 'error', status: 500, type: 'InternalServerError' },
];

/** The calls of a sync to each service. */
export const exchangeCalls = ['SyncFolderHierarchy', 'SyncFolderItems', 'GetItem', 'GetAttachment'] as const;
/** Of which messages and folders are asked for in batches. */
export const graphCalls = ['FoldersDelta', 'MessagesDelta', 'Batch'] as const;
const graphParts = ['GetFolder', 'GetMessage', 'ListMessages'] as const;
export const qbusinessCalls = ['BatchPutDocument', 'BatchDeleteDocument', 'ListDataSourceSyncJobs'] as const;
export const tableCalls = ['GetItem', 'PutItem', 'BatchGetItem', 'TransactWriteItems', 'Query'] as const;

/**
 * Faults of every service, at random calls among the first ones of a sync; those of the one that mailboxes are not read
 * through strike nothing.
 * @param among so many calls of each kind: about as many as the sync makes
 */
export function planServiceFaults({ sandbox, chance }: DeepWorld, among = 40): void {
  const { exchange, graph, qbusiness, entra, ssm, dynamodb } = sandbox;
  const many = { faults: 6, among };
  planFaults(exchange.faults, chance, { operations: exchangeCalls, effects: exchangeFaults, ...many });
  planFaults(qbusiness.faults, chance, { operations: qbusinessCalls, effects: qbusinessFaults, ...many });
  planFaults(qbusiness.faults, chance, {
    operations: ['StartDataSourceSyncJob', 'StopDataSourceSyncJob', 'GetIndex', 'GetDataSource'],
    effects: qbusinessFaults,
    faults: 1,
    among: 3,
  });
  planFaults(entra.faults, chance, { operations: ['Token', 'Discovery'], effects: entraFaults, faults: 2, among: 4 });
  planFaults(ssm.faults, chance, { operations: ['GetParametersByPath'], effects: ssmFaults, faults: 1, among: 3 });
  planFaults(dynamodb.faults, chance, { operations: tableCalls, effects: tableFaults, ...many });
  planFaults(graph.faults, chance, { operations: graphParts, effects: graphFaults, ...many });
  planFaults(graph.faults, chance, { operations: ['GetAttachmentValue'], effects: graphFileFaults, ...many });
  planFaults(graph.faults, chance, { operations: graphCalls, effects: graphListFaults, faults: 3, among: among / 2 });
}

/** Takes away what has not struck yet. */
export function clearFaults({ sandbox: { exchange, graph, qbusiness, entra, ssm, dynamodb } }: DeepWorld): void {
  for (const { faults } of [exchange, graph, qbusiness, entra, ssm, dynamodb]) faults.clear();
}
