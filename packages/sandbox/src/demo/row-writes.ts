import { z } from 'zod';

/** Rows that requests to DynamoDB write or delete, by kind. */
export type RowCounts = Readonly<Record<string, number>>;

type Body = Readonly<Record<string, unknown>>;

/** Counts the rows of requests: one transaction may write a hundred, so that requests say little. */
export interface RowCounter {
  count(operation: string, body: Body): void;
  /** Since the last reset. */
  counts(): RowCounts;
  reset(): void;
}

export function rowCounter(): RowCounter {
  let rows: Record<string, number> = {};
  return {
    count: (operation, body) => {
      for (const kind of rowsWritten(operation, body)) rows[kind] = (rows[kind] ?? 0) + 1;
    },
    counts: () => ({ ...rows }),
    reset: () => {
      rows = {};
    },
  };
}

/** The kind of each row that a request writes, updates or deletes; a row that is only checked is none. */
export function rowsWritten(operation: string, body: Body): readonly string[] {
  switch (operation) {
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return [kindOf(rowOf.parse(body))];
    case 'BatchWriteItem':
      return Object.values(batch.parse(body).RequestItems).flatMap((writes) =>
        writes.flatMap(({ PutRequest, DeleteRequest }) => [PutRequest ?? [], DeleteRequest ?? []].flat().map(kindOf)),
      );
    case 'TransactWriteItems':
      return transaction
        .parse(body)
        .TransactItems.flatMap(({ Put, Update, Delete }) => [Put ?? [], Update ?? [], Delete ?? []].flat().map(kindOf));
    default:
      return [];
  }
}

const attributes = z.looseObject({
  pk: z.object({ S: z.string() }),
  sk: z.object({ S: z.string() }),
  owner: z.object({ S: z.string() }).optional(),
  beat: z.object({ N: z.string() }).optional(),
});
type Attributes = z.infer<typeof attributes>;

/** A put carries the whole row, an update or a deletion its key. */
const rowOf = z.union([z.object({ Item: attributes }), z.object({ Key: attributes })]);
const batch = z.object({
  RequestItems: z.record(
    z.string(),
    z.array(z.object({ PutRequest: rowOf.optional(), DeleteRequest: rowOf.optional() })),
  ),
});
const transaction = z.object({
  TransactItems: z.array(z.object({ Put: rowOf.optional(), Update: rowOf.optional(), Delete: rowOf.optional() })),
});

/** The first word of the sort key: `lease`, `mailbox`, `folder`, `item`, … */
function kindOf(row: z.infer<typeof rowOf>): string {
  const found = 'Item' in row ? row.Item : row.Key;
  const kind = found.sk.S.split('|')[0] ?? '';
  return kind === 'lease' && isRenewal(found) ? 'lease renewed' : kind;
}

/** A lease is renewed every few seconds for as long as it is held: that depends on the machine, not on the mail. */
function isRenewal({ owner, beat }: Attributes): boolean {
  return owner !== undefined && owner.S !== '' && Number(beat?.N ?? 0) > 0;
}
