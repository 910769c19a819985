import {
  CreateTableCommand,
  DescribeTableCommand,
  type DescribeTableCommandOutput,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  type GetCommandOutput,
  PutCommand,
  ScanCommand,
  type ScanCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import { stateTableKeys, stateTableProduct } from '@connector/shared';
import { ConnectorError } from '../errors.ts';
import { failedWith, type Table } from './client.ts';
import { ensureExtras } from './table-extras.ts';

/** How often and how many times the table's state is asked for while it is being created: two minutes in all. */
const pollMs = 500;
const polls = 240;

/** Says that the table is ours. */
const marker = { pk: 'schema', sk: 'schema' };
const markerVersion = 1;

/**
 * Makes the state table usable: creates it if it is missing, tolerates that another worker was faster, waits until it is
 * active, and refuses a table that belongs to something else.
 * @throws ConnectorError of kind `configuration` for a foreign table or missing permissions
 */
export async function prepareTable(table: Table, environment: string, signal: AbortSignal): Promise<void> {
  const existing = await describe(table, signal);
  if (existing === undefined) await create(table, environment, signal);
  const description = await waitUntilActive(table, signal);
  verifyKeys(table, description);
  await verifyMarker(table, signal);
  // Not before the table is known to be ours.
  await ensureExtras(table, signal);
}

/**
 * Makes sure that a table is ours, or empty and made like ours, and writes nothing.
 * @throws ConnectorError of kind `configuration` for a table of something else
 */
export async function verifyOurs(table: Table, description: TableDescription, signal: AbortSignal): Promise<void> {
  verifyKeys(table, description);
  await findOwner(table, signal);
}

async function describe(table: Table, signal: AbortSignal): Promise<TableDescription | undefined> {
  try {
    const command = new DescribeTableCommand({ TableName: table.tableName });
    return (await table.send<DescribeTableCommandOutput>(command, signal)).Table;
  } catch (thrown) {
    if (failedWith(thrown, 'ResourceNotFoundException')) return undefined;
    throw thrown;
  }
}

/** Another worker may be faster: then it is created all the same. */
async function create(table: Table, environment: string, signal: AbortSignal): Promise<void> {
  const { partition, sort } = stateTableKeys;
  const command = new CreateTableCommand({
    TableName: table.tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: partition, AttributeType: 'S' },
      { AttributeName: sort, AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: partition, KeyType: 'HASH' },
      { AttributeName: sort, KeyType: 'RANGE' },
    ],
    Tags: [
      { Key: 'Application', Value: stateTableProduct },
      { Key: 'Environment', Value: environment },
      { Key: 'CreatedBy', Value: stateTableProduct },
    ],
  });
  try {
    await table.send(command, signal);
  } catch (thrown) {
    if (!failedWith(thrown, 'ResourceInUseException')) throw thrown;
  }
}

async function waitUntilActive(table: Table, signal: AbortSignal): Promise<TableDescription> {
  for (let poll = 0; poll < polls; poll += 1) {
    const description = await describe(table, signal);
    // Reading may lag behind creating: not found is not gone.
    if (description?.TableStatus === 'ACTIVE' || description?.TableStatus === 'UPDATING') return description;
    await table.clock.sleep(pollMs, signal);
  }
  throw new ConnectorError({
    code: 'dynamodb.table-not-active',
    kind: 'transient',
    message: `the table ${table.tableName} did not become active within ${(polls * pollMs) / 1000} seconds`,
  });
}

function verifyKeys(table: Table, { KeySchema = [], AttributeDefinitions = [] }: TableDescription): void {
  const { partition, sort } = stateTableKeys;
  const types = new Map(AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  const found = KeySchema.map(
    ({ AttributeName, KeyType }) => `${AttributeName} ${KeyType} ${types.get(AttributeName)}`,
  );
  if (found.join() !== `${partition} HASH S,${sort} RANGE S`) throw foreign(table, `its key is ${found.join(', ')}`);
}

/**
 * Key names alone prove little: many tables have `pk` and `sk`. A row of ours does. It is written into an empty table
 * only; of many workers that start together, all write the same.
 */
async function verifyMarker(table: Table, signal: AbortSignal): Promise<void> {
  if ((await findOwner(table, signal)) === 'nobody') {
    const Item = { ...marker, product: stateTableProduct, version: markerVersion };
    await table.send(new PutCommand({ TableName: table.tableName, Item }), signal);
  }
}

async function findOwner(table: Table, signal: AbortSignal): Promise<'us' | 'nobody'> {
  if (await hasMarker(table, signal)) return 'us';
  const scan = new ScanCommand({ TableName: table.tableName, Limit: 1, ConsistentRead: true });
  const { Items = [] } = await table.send<ScanCommandOutput>(scan, signal);
  if (Items.length === 0) return 'nobody';
  // Another worker may have written the marker, and rows after it, between the two reads.
  if (await hasMarker(table, signal)) return 'us';
  throw foreign(table, 'it holds rows of something else');
}

async function hasMarker(table: Table, signal: AbortSignal): Promise<boolean> {
  const command = new GetCommand({ TableName: table.tableName, Key: marker, ConsistentRead: true });
  const { Item } = await table.send<GetCommandOutput>(command, signal);
  if (Item === undefined) return false;
  if (Item['product'] !== stateTableProduct) throw foreign(table, `it belongs to ${String(Item['product'])}`);
  if (Item['version'] !== markerVersion) {
    throw foreign(
      table,
      `its rows have version ${String(Item['version'])}, this worker knows version ${markerVersion}`,
    );
  }
  return true;
}

function foreign({ tableName }: Table, finding: string): ConnectorError {
  return new ConnectorError({
    code: 'dynamodb.foreign-table',
    kind: 'configuration',
    message:
      `the table ${tableName} is not a state table of this connector: ${finding}. ` +
      'Set DYNAMODB_TABLE_NAME to a table of its own, or to a name that does not exist yet: the worker creates it.',
  });
}
