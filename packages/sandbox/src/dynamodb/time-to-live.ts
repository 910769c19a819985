import { z } from 'zod';
import { type Answer, DynamoDbError, validation } from './answer.ts';
import { type Ask, describeTable, parseRequest } from './database.ts';

/** The attribute that says when an item expires, by table id. Nothing expires here: the real service takes days. */
export type ExpiryAttributes = Map<string, string>;

const update = z.object({
  TableName: z.string().min(1),
  TimeToLiveSpecification: z.object({ Enabled: z.boolean(), AttributeName: z.string().min(1).max(255) }),
});

export async function updateTimeToLive(ask: Ask, attributes: ExpiryAttributes, body: unknown): Promise<Answer> {
  const { TableName, TimeToLiveSpecification } = parseRequest(update, body);
  const { Enabled, AttributeName } = TimeToLiveSpecification;
  const { TableId, TableStatus } = await existing(ask, TableName);
  if (TableStatus !== 'ACTIVE') throw new DynamoDbError('ResourceInUseException', `${TableName} is ${TableStatus}`);
  const current = attributes.get(TableId);
  if (current === undefined && !Enabled) throw validation('TimeToLive is already disabled');
  if (current !== undefined && current !== AttributeName) {
    throw validation(`TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
  }
  if (current !== undefined && Enabled) throw validation('TimeToLive is already enabled');
  if (Enabled) attributes.set(TableId, AttributeName);
  else attributes.delete(TableId);
  return { status: 200, body: { TimeToLiveSpecification } };
}

export async function describeTimeToLive(ask: Ask, attributes: ExpiryAttributes, body: unknown): Promise<Answer> {
  const { TableName } = parseRequest(update.pick({ TableName: true }), body);
  const AttributeName = attributes.get((await existing(ask, TableName)).TableId);
  const TimeToLiveDescription =
    AttributeName === undefined ? { TimeToLiveStatus: 'DISABLED' } : { TimeToLiveStatus: 'ENABLED', AttributeName };
  return { status: 200, body: { TimeToLiveDescription } };
}

async function existing(ask: Ask, TableName: string) {
  const table = await describeTable(ask, TableName);
  if (table !== undefined) return table;
  const message = `Requested resource not found: Table: ${TableName} not found`;
  throw new DynamoDbError('ResourceNotFoundException', message);
}
