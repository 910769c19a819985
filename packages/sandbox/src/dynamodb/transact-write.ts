import { type Answer, DynamoDbError, errorOf, messageOf, validation } from './answer.ts';
import { type Ask, type Database, describeTable, parseRequest, type TableDescription } from './database.ts';
import { itemBytes } from './item-size.ts';
import type { RequestTokens } from './request-tokens.ts';
import { type Item, keyOf, type Step, stepOf, transactWriteBody } from './transact-items.ts';

/** Bytes of a transaction (DynamoDB developer guide, transaction-apis). */
const transactionBytes = 4 * 1024 * 1024;

/** A step with the key of its item. */
interface Keyed extends Step {
  readonly key: Item;
}

/** A step with what was there before it. */
interface Placed extends Keyed {
  readonly before: Item | undefined;
}

/** Why one item cancelled the transaction; `None` for those that did not. */
export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Item;
}

/**
 * TransactWriteItems. Every item is written for real, while nobody else may look; if one of them fails, all are put back.
 * So it is dynalite that evaluates every condition and update, and nothing of it is written here a second time.
 */
export async function transactWriteItems(database: Database, tokens: RequestTokens, body: unknown): Promise<Answer> {
  const { TransactItems, ClientRequestToken } = parseRequest(transactWriteBody, body);
  const content = JSON.stringify(TransactItems);
  const steps = TransactItems.map(stepOf);
  const bytes = steps.reduce((sum, { named, values }) => sum + itemBytes(named) + itemBytes(values), 0);
  if (bytes > transactionBytes) {
    throw validation(`Transaction payload size cannot exceed 4MB. Payload Size: ${bytes}`);
  }
  return database.alone(async (ask) => {
    if (tokens.isRepeated(ClientRequestToken, content)) return { status: 200, body: {} };
    await writeAll(ask, steps);
    tokens.remember(ClientRequestToken, content);
    return { status: 200, body: {} };
  });
}

async function writeAll(ask: Ask, steps: readonly Step[]): Promise<void> {
  const keyed = await withKeys(ask, steps);
  const found = await readTogether(ask, keyed);
  const done: Placed[] = [];
  const reasons: CancellationReason[] = [];
  try {
    for (const step of keyed) reasons.push(await write(ask, step, { found, done }));
    if (reasons.some(({ Code }) => Code !== 'None')) throw cancelled(reasons);
    await restore(ask, done.filter(isCheck));
  } catch (thrown) {
    await restore(ask, done);
    throw thrown;
  }
}

/** @throws DynamoDbError when a table does not exist or two items are the same */
async function withKeys(ask: Ask, steps: readonly Step[]): Promise<readonly Keyed[]> {
  const schemas = new Map<string, TableDescription['KeySchema']>();
  for (const { tableName } of steps) {
    if (schemas.has(tableName)) continue;
    const table = await describeTable(ask, tableName);
    if (table === undefined) throw new DynamoDbError('ResourceNotFoundException', 'Requested resource not found');
    schemas.set(tableName, table.KeySchema);
  }
  const keyed = steps.map((step) => ({ ...step, key: keyOf(step, schemas.get(step.tableName) ?? []) }));
  if (new Set(keyed.map(({ tableName, key }) => textOf(tableName, key))).size < keyed.length) {
    throw validation('Transaction request cannot include multiple operations on one item');
  }
  return keyed;
}

/** An item's table and key as one text. */
function textOf(tableName: string, key: Item): string {
  return `${tableName} ${JSON.stringify(key)}`;
}

/** Items by the text of their keys. */
type Found = ReadonlyMap<string, Item>;

/**
 * What is there, in one request: one for each step would cost more than all the rest. Undefined where it has to be asked for one by
 * one: the answer is too large, something is wrong with a key, or it can be written in more than one way.
 */
async function readTogether(ask: Ask, steps: readonly Keyed[]): Promise<Found | undefined> {
  if (steps.some(({ key }) => Object.values(key).some(({ S }) => typeof S !== 'string'))) return undefined;
  const keysByTable = new Map<string, Item[]>();
  for (const { tableName, key } of steps) keysByTable.set(tableName, [...(keysByTable.get(tableName) ?? []), key]);
  const tables = [...keysByTable].map(([tableName, Keys]) => [tableName, { Keys, ConsistentRead: true }]);
  const { status, body } = await ask('BatchGetItem', { RequestItems: Object.fromEntries(tables) });
  const { Responses = {}, UnprocessedKeys = {} } = body as BatchGetAnswer;
  if (status !== 200 || Object.keys(UnprocessedKeys).length > 0) return undefined;
  return new Map(
    Object.entries(Responses).flatMap(([tableName, items]) => {
      const names = Object.keys(keysByTable.get(tableName)?.[0] ?? {});
      const keyIn = (item: Item): Item => Object.fromEntries(names.map((name) => [name, item[name] ?? {}]));
      return items.map((item) => [textOf(tableName, keyIn(item)), item] as const);
    }),
  );
}

interface BatchGetAnswer {
  readonly Responses?: Readonly<Record<string, readonly Item[]>>;
  readonly UnprocessedKeys?: Readonly<Record<string, unknown>>;
}

async function write(
  ask: Ask,
  step: Keyed,
  { found, done }: { found: Found | undefined; done: Placed[] },
): Promise<CancellationReason> {
  const { tableName: TableName, key } = step;
  const read = found === undefined && (await ask('GetItem', { TableName, Key: key, ConsistentRead: true }));
  if (read && read.status !== 200) return reasonOf(read);
  const before = read ? (read.body['Item'] as Item | undefined) : found?.get(textOf(TableName, key));
  const answer = await ask(step.operation, step.request);
  if (answer.status !== 200) return { ...reasonOf(answer), ...(step.returnsOld && before ? { Item: before } : {}) };
  done.push({ ...step, before });
  return { Code: 'None' };
}

/**
 * What is wrong with the data of one item is a reason; what is wrong with the request fails the whole of it, as
 * DynamoDB Local does.
 * @throws DynamoDbError
 */
function reasonOf(answer: Answer): CancellationReason {
  const Message = messageOf(answer);
  const type = errorOf(answer) ?? 'InternalServerError';
  if (type === 'ConditionalCheckFailedException') return { Code: 'ConditionalCheckFailed', Message };
  if (type === 'ValidationException' && /^(One or more parameter values|The provided key element)/.test(Message)) {
    return { Code: 'ValidationError', Message };
  }
  throw new DynamoDbError(type, Message);
}

/** The error of a transaction that was not done. */
export function cancelled(CancellationReasons: readonly CancellationReason[]): DynamoDbError {
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new DynamoDbError('TransactionCanceledException', message, { CancellationReasons });
}

/** A check of a missing item creates it in dynalite. */
function isCheck({ operation, request }: Step): boolean {
  return operation === 'UpdateItem' && request['UpdateExpression'] === undefined;
}

async function restore(ask: Ask, steps: readonly Placed[]): Promise<void> {
  for (const { tableName: TableName, key: Key, before } of steps) {
    if (before === undefined) await ask('DeleteItem', { TableName, Key });
    else await ask('PutItem', { TableName, Item: before });
  }
}
