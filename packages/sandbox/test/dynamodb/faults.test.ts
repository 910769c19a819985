import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { DynamoDbFault, DynamoDbStandIn } from '../../src/index.ts';
import { openTable, type TestTable } from './table.ts';

let table: TestTable;
let standIn: DynamoDbStandIn;
const strike = (effect: DynamoDbFault) => standIn.faults.add({ effect, times: 1 });
const keys = ['a', 'b', 'c'].map((k) => ({ k: { S: k } }));
const putA = () => new PutItemCommand({ TableName: table.name, Item: { k: { S: 'a' }, v: { S: 'after' } } });

describe('a fault', () => {
  beforeAll(async () => {
    table = await openTable();
    if (table.standIn === undefined) throw new Error('the stand-in did not start');
    standIn = table.standIn;
  });
  afterEach(() => standIn.faults.clear());
  afterAll(() => table.close());

  it('answers with an error instead of doing the call', async () => {
    await table.put('a', 'before');
    strike({ kind: 'error', status: 400, type: 'ThrottlingException' });
    await expect(table.client.send(putA())).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(await table.value('a')).toBe('before');
  });

  it.each([
    ['before', 'before'],
    ['after', 'after'],
  ] as const)('ends the connection %s the call is done', async (when, value) => {
    await table.put('a', 'before');
    strike({ kind: 'reset', when });
    await expect(table.client.send(putA())).rejects.toThrow('socket hang up');
    expect(await table.value('a')).toBe(value);
  });

  it('never answers', async () => {
    standIn.faults.add({ operation: 'PutItem', effect: { kind: 'hang' }, times: 1 });
    const abort = new AbortController();
    const pending = table.client.send(putA(), { abortSignal: abort.signal });
    // The stand-in answers another call while it keeps this one waiting.
    await expect(Promise.race([pending, waitForCall().then(() => 'still waiting')])).resolves.toBe('still waiting');
    abort.abort();
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
  });

  async function waitForCall(): Promise<void> {
    while (standIn.faults.active().length > 0)
      await table.client.send(new GetItemCommand({ TableName: 'x', Key: {} })).catch(() => undefined);
  }

  it('leaves the last items of a batch unwritten, but never all', async () => {
    const batch = () =>
      new BatchWriteItemCommand({
        RequestItems: { [table.name]: keys.map((k) => ({ PutRequest: { Item: { ...k, v: { S: 'batch' } } } })) },
      });
    strike({ kind: 'unprocessed', items: 2 });
    const { UnprocessedItems } = await table.client.send(batch());
    expect(UnprocessedItems?.[table.name]?.map(({ PutRequest }) => PutRequest?.Item?.['k']?.S)).toEqual(['b', 'c']);
    expect(await Promise.all(['a', 'b'].map(table.value))).toEqual(['batch', undefined]);
    strike({ kind: 'unprocessed', items: 25 });
    expect((await table.client.send(batch())).UnprocessedItems?.[table.name]).toHaveLength(2);
  });

  it('leaves the last keys of a batch unread, with what was asked about them', async () => {
    await table.put('a', 'batch');
    strike({ kind: 'unprocessed', items: 1 });
    const { Responses, UnprocessedKeys } = await table.client.send(
      new BatchGetItemCommand({ RequestItems: { [table.name]: { Keys: keys, ConsistentRead: true } } }),
    );
    expect(Responses?.[table.name]).toEqual([{ k: { S: 'a' }, v: { S: 'batch' } }]);
    expect(UnprocessedKeys).toEqual({ [table.name]: { Keys: [{ k: { S: 'c' } }], ConsistentRead: true } });
  });

  it('lets a transaction meet another one on every item', async () => {
    await table.put('a', 'before');
    strike({ kind: 'conflict' });
    const TransactItems = keys.map((Item) => ({ Put: { TableName: table.name, Item } }));
    await expect(table.client.send(new TransactWriteItemsCommand({ TransactItems }))).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: Array(3).fill(expect.objectContaining({ Code: 'TransactionConflict' })),
    });
    expect(await table.value('a')).toBe('before');
  });
});
