import { failedWith, type Table } from './client.ts';

/** Sends a write with a condition. False: what is on record does not meet it. */
export async function conditionally(table: Table, command: object): Promise<boolean> {
  try {
    await table.send(command);
    return true;
  } catch (thrown) {
    if (failedWith(thrown, 'ConditionalCheckFailedException')) return false;
    throw thrown;
  }
}

/** The condition that a row has this version; `undefined`: that there is no such row. */
export function versionIs(version: number | undefined) {
  return version === undefined
    ? { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: { '#pk': 'pk' } }
    : {
        ConditionExpression: '#version = :version',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': version },
      };
}
