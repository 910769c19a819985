import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { type DynamoDbStandIn, startDynamoDb } from '../../src/index.ts';

/** A table with the key `k`, in the stand-in or in another DynamoDB that the emulator check names. */
export interface TestTable {
  readonly client: DynamoDBClient;
  readonly name: string;
  /** Undefined over another DynamoDB. */
  readonly standIn: DynamoDbStandIn | undefined;
  put(key: string, value: string): Promise<void>;
  /** The attribute `v` of an item, empty when it has none, or undefined without the item. */
  value(key: string): Promise<string | undefined>;
  close(): Promise<void>;
}

export const external = process.env['TEST_DYNAMODB_ENDPOINT'];

export async function openTable(now?: () => number): Promise<TestTable> {
  const standIn = external === undefined ? await startDynamoDb(now === undefined ? {} : { now }) : undefined;
  const client = new DynamoDBClient({
    endpoint: external ?? standIn?.url ?? '',
    region: 'us-east-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    maxAttempts: 1,
  });
  const name = `table-${process.pid}-${Math.trunc(performance.now())}`;
  await createTable(client, name);
  return {
    client,
    name,
    standIn,
    put: async (key, value) => {
      await client.send(new PutItemCommand({ TableName: name, Item: { k: { S: key }, v: { S: value } } }));
    },
    value: async (key) => {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: name, Key: { k: { S: key } }, ConsistentRead: true }),
      );
      return Item && (Item['v']?.S ?? '');
    },
    close: async () => {
      client.destroy();
      await standIn?.close();
    },
  };
}

export async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
      Tags: [{ Key: 'Application', Value: 'test' }],
    }),
  );
  for (;;) {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (Table?.TableStatus === 'ACTIVE') return;
  }
}
