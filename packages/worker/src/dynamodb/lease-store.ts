import { GetCommand, type GetCommandOutput, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { LeaseRecord, LeaseStore, MailboxRef } from '../sync/ports/index.ts';
import { failedWith, type Table } from './client.ts';
import { leaseCondition } from './fenced-write.ts';
import { storeKeys } from './keys.ts';

/** Leases in the state table, each in the partition of its store. */
export function dynamoLeaseStore(table: Table): LeaseStore {
  const TableName = table.tableName;
  return {
    readLease: (mailbox) => readLease(table, mailbox),
    replaceLease: async (mailbox, expected, next) => {
      const Item = { ...storeKeys(mailbox).lease(), ...next };
      try {
        await table.send(new PutCommand({ TableName, Item, ...conditionOf(expected) }));
        return true;
      } catch (thrown) {
        if (failedWith(thrown, 'ConditionalCheckFailedException')) return false;
        throw thrown;
      }
    },
  };
}

/** The lease on record, strongly consistent. */
export async function readLease(table: Table, mailbox: MailboxRef): Promise<LeaseRecord | undefined> {
  const command = new GetCommand({
    TableName: table.tableName,
    Key: storeKeys(mailbox).lease(),
    ConsistentRead: true,
  });
  const { Item } = await table.send<GetCommandOutput>(command);
  return Item === undefined
    ? undefined
    : { owner: String(Item['owner']), token: Number(Item['token']), beat: Number(Item['beat']) };
}

function conditionOf(expected: Parameters<LeaseStore['replaceLease']>[1]) {
  if (expected === undefined) {
    return { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': 'pk' } };
  }
  const condition = leaseCondition(expected);
  if (!('beat' in expected)) return condition;
  return {
    ConditionExpression: `${condition.ConditionExpression} AND #beat = :beat`,
    ExpressionAttributeNames: { ...condition.ExpressionAttributeNames, '#beat': 'beat' },
    ExpressionAttributeValues: { ...condition.ExpressionAttributeValues, ':beat': expected.beat },
  };
}
