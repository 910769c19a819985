import { BatchWriteItemCommand, type TransactWriteItem, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { external, openTable, type TestTable } from './table.ts';

let table: TestTable;
let time = 0;
beforeAll(async () => {
  table = await openTable(() => time);
});
beforeEach(async () => {
  await table.client.send(
    new BatchWriteItemCommand({
      RequestItems: {
        [table.name]: ['new', 'other', 'x'].map((k) => ({ DeleteRequest: { Key: { k: { S: k } } } })),
      },
    }),
  );
  await table.put('old', 'before');
  await table.put('gone', 'before');
});
afterAll(() => table.close());

const key = (k: string) => ({ TableName: table.name, Key: { k: { S: k } } });
const put = (k: string, rest: Partial<TransactWriteItem['Put']> = {}): TransactWriteItem => ({
  Put: { TableName: table.name, Item: { k: { S: k }, v: { S: 'after' } }, ...rest },
});
const remove = (k: string, rest: Partial<TransactWriteItem['Delete']> = {}): TransactWriteItem => ({
  Delete: { ...key(k), ...rest },
});
const update = (k: string, rest: Partial<TransactWriteItem['Update']> = {}): TransactWriteItem => ({
  Update: {
    ...key(k),
    UpdateExpression: 'SET v = :v',
    ExpressionAttributeValues: { ':v': { S: 'after' } },
    ...rest,
  },
});
const check = (k: string, ConditionExpression: string): TransactWriteItem => ({
  ConditionCheck: { ...key(k), ConditionExpression },
});
const write = (items: readonly TransactWriteItem[], token?: string) =>
  table.client.send(
    new TransactWriteItemsCommand({
      TransactItems: [...items],
      ...(token === undefined ? {} : { ClientRequestToken: token }),
    }),
  );
const codes = (...names: string[]) => ({
  name: 'TransactionCanceledException',
  CancellationReasons: names.map((Code) => expect.objectContaining({ Code })),
});

const exists = { ConditionExpression: 'attribute_exists(k)' };
const missing = { ConditionExpression: 'attribute_not_exists(k)' };

describe('a transaction', () => {
  it('does every action when all conditions hold', async () => {
    await write([
      put('new', missing),
      update('old', exists),
      remove('gone', exists),
      check('x', 'attribute_not_exists(k)'),
    ]);
    expect(await Promise.all(['new', 'old', 'gone', 'x'].map(table.value))).toEqual([
      'after',
      'after',
      undefined,
      undefined,
    ]);
  });

  const failing: readonly (readonly [string, () => TransactWriteItem])[] = [
    ['a put', () => put('old', missing)],
    ['a delete', () => remove('gone', missing)],
    ['an update', () => update('gone', missing)],
    ['a check of an item that is there', () => check('gone', 'attribute_not_exists(k)')],
    ['a check of an item that is not', () => check('x', 'attribute_exists(k)')],
  ];

  it.each(failing)('changes nothing when the condition of %s fails, first or last', async (_, make) => {
    const others = [put('new'), update('other')];
    await expect(write([make(), ...others])).rejects.toMatchObject(codes('ConditionalCheckFailed', 'None', 'None'));
    await expect(write([...others, make()])).rejects.toMatchObject(codes('None', 'None', 'ConditionalCheckFailed'));
    expect(await Promise.all(['old', 'gone', 'new', 'other', 'x'].map(table.value))).toEqual([
      'before',
      'before',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('evaluates any condition, with names and values', async () => {
    const compare = (v: string) =>
      put('old', {
        ConditionExpression: '#v = :v AND (size(#v) > :n OR begins_with(k, :v))',
        ExpressionAttributeNames: { '#v': 'v' },
        ExpressionAttributeValues: { ':v': { S: v }, ':n': { N: '5' } },
      });
    await expect(write([compare('something')])).rejects.toMatchObject(codes('ConditionalCheckFailed'));
    await write([compare('before')]);
    expect(await table.value('old')).toBe('after');
  });

  it('returns the item that failed a condition to who asks for it', async () => {
    const ask = { ...missing, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
    const Item = { k: { S: 'old' }, v: { S: 'before' } };
    const absent = { ...exists, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;
    const failure: unknown = await write([put('old', ask), put('gone', missing), put('x', absent)]).catch(
      (thrown: unknown) => thrown,
    );
    const reason = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' };
    expect(failure).toMatchObject({ CancellationReasons: [{ ...reason, Item }, reason, reason] });
    expect(failure).not.toHaveProperty('CancellationReasons.1.Item');
    expect(failure).not.toHaveProperty('CancellationReasons.2.Item');
  });

  it('lets exactly one of many rivals through, whole', async () => {
    const rivals = Array.from({ length: 20 }, (_, i) => {
      const Item = (k: string) => ({ TableName: table.name, Item: { k: { S: k }, v: { S: String(i) } } });
      return write([{ Put: { ...Item('new'), ...missing } }, { Put: Item('other') }]);
    });
    const settled = await Promise.allSettled(rivals);
    const winner = settled.findIndex(({ status }) => status === 'fulfilled');
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect([await table.value('new'), await table.value('other')]).toEqual([String(winner), String(winner)]);
  });

  it.each<[string, () => TransactWriteItem[], string]>([
    ['no item', () => [], 'ValidationException'],
    ['101 items', () => Array.from({ length: 101 }, (_, i) => put(`n${i}`)), 'ValidationException'],
    ['one item twice', () => [put('new'), remove('new')], 'ValidationException'],
    ['an item without an action', () => [{}], 'ValidationException'],
    ['an item with two actions', () => [{ ...put('new'), ...remove('old') }], 'ValidationException'],
    ['a condition that is none', () => [put('new'), put('x', { ConditionExpression: 'v ==' })], 'ValidationException'],
    ['a name that is not used', () => [put('new', { ExpressionAttributeNames: { '#a': 'a' } })], 'ValidationException'],
    ['an item without its key', () => [put('new', { Item: { v: { S: 'v' } } })], 'ValidationException'],
    ['an update of a text by a number', () => [put('new'), add('old')], 'ValidationException'],
    ['more than 4 MB', () => Array.from({ length: 11 }, (_, i) => heavy(`h${i}`)), 'ValidationException'],
    ['a table that is not there', () => [put('new', { TableName: 'nowhere' })], 'ResourceNotFoundException'],
  ])('refuses %s and changes nothing', async (_, items, name) => {
    await expect(write(items())).rejects.toMatchObject({ name });
    expect(await table.value('new')).toBeUndefined();
    expect(await table.value('old')).toBe('before');
  });

  const add = (k: string) =>
    update(k, { UpdateExpression: 'SET v = v + :n', ExpressionAttributeValues: { ':n': { N: '1' } } });
  const heavy = (k: string) => put(k, { Item: { k: { S: k }, v: { S: 'x'.repeat(399 * 1024) } } });

  it('names the item whose key has the wrong type', async () => {
    const wrong = remove('x', { Key: { k: { N: '1' } } });
    await expect(write([put('new'), wrong])).rejects.toMatchObject(codes('None', 'ValidationError'));
    expect(await table.value('new')).toBeUndefined();
  });

  it('is done once however often it is sent under one token', async () => {
    const once = update('old', exists);
    await write([once], 'token-1');
    await table.put('old', 'changed since');
    await write([once], 'token-1');
    expect(await table.value('old')).toBe('changed since');
    await expect(write([put('x')], 'token-1')).rejects.toMatchObject({ name: 'IdempotentParameterMismatchException' });
  });

  // The clock of another DynamoDB cannot be set.
  if (external === undefined) {
    it('is done again when its token is ten minutes old', async () => {
      await write([update('old')], 'token-2');
      await table.put('old', 'changed since');
      time += 10 * 60 * 1000;
      await write([update('old')], 'token-2');
      expect(await table.value('old')).toBe('after');
    });
  }
});
