import { DescribeTableCommand, type DescribeTableCommandOutput } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import type { EventSink } from '../sync/events.ts';
import type { Clock } from '../sync/ports/index.ts';
import { failedWith, openTable, type Table } from './client.ts';
import { verifyOurs } from './prepare-table.ts';

/** Looks at the state table, and changes nothing. */
export interface TableInspector {
  /**
   * The table's status, or undefined when there is none yet.
   * @throws ConnectorError of kind `configuration` for a table of something else
   */
  status(signal: AbortSignal): Promise<string | undefined>;
  /** Does all that a worker does with rows, in ways that change none. @throws ConnectorError for what is refused */
  tryRowAccess(signal: AbortSignal): Promise<void>;
  close(): void;
}

/** Makes no call by itself. */
export function createTableInspector(options: {
  readonly tableName: string;
  readonly clock: Clock;
  readonly emit: EventSink;
}): TableInspector {
  const table = openTable(options);
  return {
    status: (signal) => statusOf(table, signal),
    tryRowAccess: (signal) => tryRowAccess(table, signal),
    close: () => table.close(),
  };
}

async function statusOf(table: Table, signal: AbortSignal): Promise<string | undefined> {
  try {
    const command = new DescribeTableCommand({ TableName: table.tableName });
    const { Table: description = {} } = await table.send<DescribeTableCommandOutput>(command, signal);
    if (description.TableStatus === 'ACTIVE') await verifyOurs(table, description, signal);
    return description.TableStatus;
  } catch (thrown) {
    if (failedWith(thrown, 'ResourceNotFoundException')) return undefined;
    throw thrown;
  }
}

/** A row that nobody ever writes. */
const nobodysKey = { pk: 'doctor', sk: 'doctor' };
/** Never true of a row that is not there: whoever may not write is refused before it is looked at. */
const never = 'attribute_exists(pk)';

async function tryRowAccess(table: Table, signal: AbortSignal): Promise<void> {
  const { tableName: TableName } = table;
  const KeyConditionExpression = 'pk = :pk';
  const ExpressionAttributeValues = { ':pk': nobodysKey.pk };
  await table.send(new QueryCommand({ TableName, KeyConditionExpression, ExpressionAttributeValues }), signal);
  await table.send(new ScanCommand({ TableName, Limit: 1 }), signal);
  await table.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [nobodysKey] } } }), signal);
  const item = { TableName, ConditionExpression: never };
  await refusedByCondition(table, new PutCommand({ ...item, Item: nobodysKey }), signal);
  await refusedByCondition(table, new DeleteCommand({ ...item, Key: nobodysKey }), signal);
  const TransactItems = [{ ConditionCheck: { ...item, Key: nobodysKey } }];
  await refusedByCondition(table, new TransactWriteCommand({ TransactItems }), signal);
}

async function refusedByCondition(table: Table, command: object, signal: AbortSignal): Promise<void> {
  try {
    await table.send(command, signal);
  } catch (thrown) {
    if (!failedWith(thrown, 'ConditionalCheckFailedException')) throw thrown;
  }
}
