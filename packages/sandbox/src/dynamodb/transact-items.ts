import { z } from 'zod';
import { validation } from './answer.ts';

/** An item or a key: attribute values by name, checked by dynalite. */
export type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const item = z.record(z.string(), z.record(z.string(), z.unknown()));
const common = {
  TableName: z.string().min(1),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: item.optional(),
};
const conditional = { ...common, ConditionExpression: z.string().optional() };
const returned = { ReturnValuesOnConditionCheckFailure: z.enum(['ALL_OLD', 'NONE']).optional() };

const member = z
  .strictObject({
    Put: z.object({ ...conditional, ...returned, Item: item }).optional(),
    Delete: z.object({ ...conditional, ...returned, Key: item }).optional(),
    Update: z.object({ ...conditional, ...returned, Key: item, UpdateExpression: z.string() }).optional(),
    ConditionCheck: z.object({ ...common, ...returned, Key: item, ConditionExpression: z.string() }).optional(),
  })
  .refine(
    (value) => Object.values(value).filter((action) => action !== undefined).length === 1,
    'TransactItems can only contain one of Check, Put, Update or Delete',
  );

/** Service model: 1 to 100 items; a token has 1 to 36 characters. */
export const transactWriteBody = z.object({
  TransactItems: z.array(member).min(1).max(100),
  ClientRequestToken: z.string().min(1).max(36).optional(),
});

export type TransactItem = z.infer<typeof member>;

/** One item of a transaction as the single operation that does it. */
export interface Step {
  readonly operation: 'PutItem' | 'DeleteItem' | 'UpdateItem';
  readonly request: Readonly<Record<string, unknown>>;
  readonly tableName: string;
  /** The whole item of a put, else its key. */
  readonly named: Item;
  /** Values of its expressions. */
  readonly values: Item;
  readonly returnsOld: boolean;
}

/** A condition check is an update that changes nothing: dynalite evaluates the condition as of any other write. */
export function stepOf({ Put, Delete, Update, ConditionCheck }: TransactItem): Step {
  if (Put !== undefined) return step('PutItem', Put, Put.Item);
  if (Delete !== undefined) return step('DeleteItem', Delete, Delete.Key);
  const update = Update ?? ConditionCheck;
  if (update === undefined) throw validation('an item of the transaction holds no action');
  return step('UpdateItem', update, update.Key);
}

function step(
  operation: Step['operation'],
  { ReturnValuesOnConditionCheckFailure, ...request }: z.infer<z.ZodObject<typeof common & typeof returned>>,
  named: Item,
): Step {
  const returnsOld = ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
  const { TableName: tableName, ExpressionAttributeValues: values = {} } = request;
  return { operation, request, tableName, named, values, returnsOld };
}

/** The key of a step. @throws DynamoDbError when an attribute of the key is missing */
export function keyOf({ named }: Step, schema: readonly { readonly AttributeName: string }[]): Item {
  return Object.fromEntries(
    schema.map(({ AttributeName }) => {
      const value = named[AttributeName];
      if (value === undefined) throw validation('One of the required keys was not given a value');
      return [AttributeName, value];
    }),
  );
}
