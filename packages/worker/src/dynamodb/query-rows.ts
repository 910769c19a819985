import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { Row } from './batch-read.ts';
import type { Table } from './client.ts';

/** Rows of one partition whose sort keys begin with a prefix, page by page, strongly consistent. */
export async function* queryRows(table: Table, pk: string, prefix: string): AsyncIterable<readonly Row[]> {
  let from: Record<string, unknown> | undefined;
  do {
    const command = new QueryCommand({
      TableName: table.tableName,
      KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
      ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
      ConsistentRead: true,
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    const { Items = [], LastEvaluatedKey } = await table.send<QueryCommandOutput>(command);
    if (Items.length > 0) yield Items as Row[];
    from = LastEvaluatedKey;
  } while (from !== undefined);
}
