import { QueryCommand, type QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { Row } from './batch-read.ts';
import type { Table } from './client.ts';

/** Rows of one partition whose sort keys begin with a prefix, page by page, strongly consistent. */
export async function* queryRows(table: Table, pk: string, prefix: string): AsyncIterable<readonly Row[]> {
  for await (const { Items = [] } of queryPages(table, { pk, prefix })) {
    if (Items.length > 0) yield Items as Row[];
  }
}

/** How many rows of one partition have sort keys that begin with a prefix. Reads them all, but sends none. */
export async function countRows(table: Table, pk: string, prefix: string): Promise<number> {
  let rows = 0;
  for await (const { Count = 0 } of queryPages(table, { pk, prefix, select: 'COUNT' })) rows += Count;
  return rows;
}

async function* queryPages(
  table: Table,
  { pk, prefix, select }: { pk: string; prefix: string; select?: 'COUNT' },
): AsyncIterable<QueryCommandOutput> {
  let from: Record<string, unknown> | undefined;
  do {
    const command = new QueryCommand({
      TableName: table.tableName,
      KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
      ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
      ExpressionAttributeValues: { ':pk': pk, ':prefix': prefix },
      ConsistentRead: true,
      ...(select === undefined ? {} : { Select: select }),
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
    });
    const output = await table.send<QueryCommandOutput>(command);
    yield output;
    from = output.LastEvaluatedKey;
  } while (from !== undefined);
}
