import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTagsOfResourceCommand,
  PutItemCommand,
  UpdateContinuousBackupsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startDynamoDb } from '../../src/index.ts';
import { createTable, external, openTable, type TestTable } from './table.ts';

const start = 1_700_000_000_000;
let table: TestTable;
beforeEach(async () => {
  table = await openTable(() => start);
});
afterEach(() => table.close());

describe('expiry', () => {
  const set = (Enabled: boolean, AttributeName = 'expires', TableName = table.name) =>
    table.client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { Enabled, AttributeName } }));
  const state = async () =>
    (await table.client.send(new DescribeTimeToLiveCommand({ TableName: table.name }))).TimeToLiveDescription;

  it('is off until it is switched on', async () => {
    expect(await state()).toEqual({ TimeToLiveStatus: 'DISABLED' });
    await set(true);
    expect(await state()).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
  });

  it('cannot be switched on twice, off when it is off, or moved to another attribute', async () => {
    await expect(set(false)).rejects.toMatchObject({ message: 'TimeToLive is already disabled' });
    await set(true);
    await expect(set(true)).rejects.toMatchObject({ name: 'ValidationException', message: /already enabled/ });
    await expect(set(true, 'other')).rejects.toMatchObject({ message: /active on a different AttributeName/ });
    await expect(set(true, 'expires', 'nowhere')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('a failed condition', () => {
  const old = 'ALL_OLD' as const;
  const key = { k: { S: 'a' } };
  const missing = 'attribute_not_exists(k)';

  it.each([
    ['PutItem', () => new PutItemCommand({ TableName: table.name, Item: key, ...condition(missing) })],
    ['UpdateItem', () => new UpdateItemCommand({ TableName: table.name, Key: key, ...condition(missing) })],
    ['DeleteItem', () => new DeleteItemCommand({ TableName: table.name, Key: key, ...condition(missing) })],
  ])('of %s returns the item to who asks for it', async (_, command) => {
    await table.put('a', 'before');
    await expect(table.client.send(command() as PutItemCommand)).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      Item: { ...key, v: { S: 'before' } },
    });
  });

  const condition = (ConditionExpression: string) => ({
    ConditionExpression,
    ReturnValuesOnConditionCheckFailure: old,
  });

  it('returns no item where there is none', async () => {
    const command = new PutItemCommand({ TableName: table.name, Item: key, ...condition('attribute_exists(k)') });
    const failure: unknown = await table.client.send(command).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ name: 'ConditionalCheckFailedException' });
    expect(failure).not.toHaveProperty('Item.k');
  });
});

// DynamoDB Local knows neither backups nor tags.
if (external === undefined) {
  describe('point-in-time recovery', () => {
    const set = (PointInTimeRecoveryEnabled: boolean, TableName = table.name) =>
      table.client.send(
        new UpdateContinuousBackupsCommand({
          TableName,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled },
        }),
      );
    const state = async () =>
      (await table.client.send(new DescribeContinuousBackupsCommand({ TableName: table.name })))
        .ContinuousBackupsDescription?.PointInTimeRecoveryDescription;

    it('is off until it is switched on', async () => {
      expect(await state()).toEqual({ PointInTimeRecoveryStatus: 'DISABLED' });
      await set(true);
      const at = new Date(start);
      expect(await state()).toEqual({
        PointInTimeRecoveryStatus: 'ENABLED',
        EarliestRestorableDateTime: at,
        LatestRestorableDateTime: at,
      });
      await set(false);
      expect(await state()).toEqual({ PointInTimeRecoveryStatus: 'DISABLED' });
    });

    it('is refused for a table that is not there or not yet active', async () => {
      await expect(set(true, 'nowhere')).rejects.toMatchObject({ name: 'TableNotFoundException' });
      const slow = await startDynamoDb({ tableMs: 3_000 });
      const client = new DynamoDBClient({
        endpoint: slow.url,
        region: 'us-east-1',
        credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
      });
      await client.send(
        new CreateTableCommand({
          TableName: 'slow',
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
        }),
      );
      const early = new UpdateContinuousBackupsCommand({
        TableName: 'slow',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      });
      await expect(client.send(early)).rejects.toMatchObject({ name: 'ContinuousBackupsUnavailableException' });
      client.destroy();
      await slow.close();
    });
  });

  describe('a table', () => {
    it('keeps the tags that it was made with', async () => {
      const { Table } = await table.client.send(new DescribeTableCommand({ TableName: table.name }));
      const command = new ListTagsOfResourceCommand({ ResourceArn: Table?.TableArn });
      expect((await table.client.send(command)).Tags).toEqual([{ Key: 'Application', Value: 'test' }]);
    });

    it('that was deleted and made again has no expiry', async () => {
      const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expires' };
      await table.client.send(new UpdateTimeToLiveCommand({ TableName: table.name, TimeToLiveSpecification }));
      await table.client.send(new DeleteTableCommand({ TableName: table.name }));
      while (await exists());
      await createTable(table.client, table.name);
      const { TimeToLiveDescription } = await table.client.send(
        new DescribeTimeToLiveCommand({ TableName: table.name }),
      );
      expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'DISABLED' });
    });

    const exists = () =>
      table.client.send(new DescribeTableCommand({ TableName: table.name })).then(
        () => true,
        () => false,
      );

    it('is refused with more than 50 tags', async () => {
      const Tags = Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: 'v' }));
      const command = new CreateTableCommand({
        TableName: 'tagged',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }],
        Tags,
      });
      await expect(table.client.send(command)).rejects.toMatchObject({ name: 'ValidationException' });
    });
  });
}
