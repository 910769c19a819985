import { setMaxListeners } from 'node:events';
import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ConnectorError, type FailureKind } from '../errors.ts';
import { keptConnections, sender, withoutLog } from '../runtime/aws-service.ts';
import type { RetryPolicy } from '../runtime/retry.ts';
import type { EventSink } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';

/** How DynamoDB is spoken to. */
export interface TableAccess {
  readonly tableName: string;
  readonly clock: Clock;
  readonly emit: EventSink;
}

/** A command the document client can send. */
type Command = Parameters<DynamoDBDocumentClient['send']>[0];

/** The table with every call counted, retried where that helps, and its errors in our terms. */
export interface Table extends TableAccess {
  /** Sends one command. @throws ConnectorError */
  send<Output>(command: object, signal?: AbortSignal): Promise<Output>;
  close(): void;
}

/** Requests in flight that one worker may have: DynamoDB has no such limit, sockets cost memory. */
const sockets = 32;
/** DynamoDB answers within milliseconds; after this long a request is lost. */
const requestTimeoutMs = 10_000;

const policy: RetryPolicy = { attempts: 6, baseMs: 50, capMs: 5_000, maxAdvisedMs: 30_000, throttledFloorMs: 100 };

const never = new AbortController().signal;
// All calls that are under way listen to it, which Node takes for a leak from the eleventh on.
setMaxListeners(0, never);

/** A client that keeps connections open and leaves retries to us. */
export function openTable(access: TableAccess): Table {
  const requestHandler = keptConnections({ sockets, timeoutMs: requestTimeoutMs });
  const client = withoutLog(new DynamoDBClient({ maxAttempts: 1, requestHandler }));
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const send = sender({
    service: 'dynamodb',
    policy,
    clock: access.clock,
    emit: access.emit,
    call: (command, abortSignal) => documents.send(command as Command, { abortSignal }),
    translate: (thrown, operation) => translate(thrown, operation, access.tableName),
  });
  return { ...access, close: () => client.destroy(), send: (command, signal = never) => send(command, signal) };
}

/** Error names by what they mean for us. AWS: Amazon DynamoDB, error handling. */
const kinds: Readonly<Record<string, FailureKind>> = {
  ProvisionedThroughputExceededException: 'throttled',
  ThrottlingException: 'throttled',
  RequestLimitExceeded: 'throttled',
  LimitExceededException: 'throttled',
  AccessDeniedException: 'configuration',
  UnrecognizedClientException: 'configuration',
  ExpiredTokenException: 'configuration',
  CredentialsProviderError: 'configuration',
  ResourceNotFoundException: 'configuration',
  ConditionalCheckFailedException: 'permanent',
  ResourceInUseException: 'permanent',
  TransactionConflictException: 'transient',
  UnknownOperationException: 'permanent',
  ValidationException: 'permanent',
  AbortError: 'cancelled',
};

function translate(thrown: unknown, operation: string, tableName: string): ConnectorError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const name = causeOfCancellation(error) ?? error.name;
  const kind = kinds[name] ?? 'transient';
  const remedy =
    kind === 'configuration' ? ` Check that the role may call dynamodb:${operation} on the table ${tableName}.` : '';
  const message = `DynamoDB ${operation} on the table ${tableName} failed: ${name}: ${error.message}.${remedy}`;
  return new ConnectorError({ code: `dynamodb.${name}`, kind, message }, { cause: thrown });
}

/** Reasons of a cancelled transaction by the name that the same thing has outside one; the first that counts decides. */
const cancellations: Readonly<Record<string, string>> = {
  ConditionalCheckFailed: 'ConditionalCheckFailedException',
  ValidationError: 'ValidationException',
  ItemCollectionSizeLimitExceeded: 'ValidationException',
  ProvisionedThroughputExceeded: 'ProvisionedThroughputExceededException',
  ThrottlingError: 'ThrottlingException',
  TransactionConflict: 'TransactionConflictException',
};

/** Why a transaction was cancelled; undefined for other errors. AWS: Amazon DynamoDB API, TransactWriteItems. */
function causeOfCancellation(error: Error): string | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  const codes = (error.CancellationReasons ?? []).map(({ Code = 'None' }) => Code);
  const reason = Object.keys(cancellations).find((code) => codes.includes(code));
  return reason === undefined ? undefined : cancellations[reason];
}

/** The error's code, for callers that expect one. */
export function failedWith(thrown: unknown, name: string): boolean {
  return thrown instanceof ConnectorError && thrown.code === `dynamodb.${name}`;
}
