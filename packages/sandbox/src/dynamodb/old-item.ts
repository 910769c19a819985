import { type Answer, errorOf } from './answer.ts';
import { type Ask, describeTable } from './database.ts';
import type { Item } from './transact-items.ts';

/** Adds the item that failed a condition, which dynalite leaves out. Nobody else may write in between. */
export async function writeReturningOld(ask: Ask, operation: string, body: Record<string, unknown>): Promise<Answer> {
  const answer = await ask(operation, body);
  if (errorOf(answer) !== 'ConditionalCheckFailedException') return answer;
  const TableName = String(body['TableName']);
  const table = await describeTable(ask, TableName);
  const named = (body['Key'] ?? body['Item']) as Item;
  const Key = Object.fromEntries((table?.KeySchema ?? []).map(({ AttributeName: name }) => [name, named[name]]));
  const { Item: old } = (await ask('GetItem', { TableName, Key, ConsistentRead: true })).body;
  return old === undefined ? answer : { ...answer, body: { ...answer.body, Item: old } };
}
