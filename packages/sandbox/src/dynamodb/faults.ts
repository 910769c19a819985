import { z } from 'zod';
import { wireFaults } from '../http/index.ts';
import { type Answer, DynamoDbError } from './answer.ts';
import { cancelled } from './transact-write.ts';

/** What a fault does to a call. */
export const dynamoDbFault = z.discriminatedUnion('kind', [
  ...wireFaults,
  /** Answers with this error, for example `ProvisionedThroughputExceededException`, instead of doing the call. */
  z.strictObject({ kind: z.literal('error'), status: z.int().min(400).max(599), type: z.string().min(1) }),
  /** Leaves the last so many items of a BatchWriteItem or BatchGetItem undone, but does at least one. */
  z.strictObject({ kind: z.literal('unprocessed'), items: z.int().min(1) }),
  /** Cancels a TransactWriteItems as if another transaction were under way on all of its items. */
  z.strictObject({ kind: z.literal('conflict') }),
]);

export type DynamoDbFault = Readonly<z.infer<typeof dynamoDbFault>>;

type Body = Record<string, unknown>;

/** The answer to a transaction that met another one. */
export function conflictAnswer({ TransactItems }: Body): Answer {
  const items = Array.isArray(TransactItems) ? TransactItems : [];
  const Message = 'Transaction is ongoing for the item';
  return cancelled(items.map(() => ({ Code: 'TransactionConflict', Message }))).answer;
}

/**
 * Does a batch without its last items and hands those back. A batch of which nothing can be done is refused (API
 * reference of BatchWriteItem and BatchGetItem).
 */
export async function leaveUnprocessed(
  body: Body,
  { items, run }: { items: number; run: (body: Body) => Promise<Answer> },
): Promise<Answer> {
  const batch = flatten(body['RequestItems']);
  const kept = Math.max(1, batch.length - items);
  if (batch.length < 2) throw new DynamoDbError('ProvisionedThroughputExceededException', 'a fault on demand');
  const answer = await run({ ...body, RequestItems: gather(batch.slice(0, kept)) });
  const left = gather(batch.slice(kept));
  const name = 'UnprocessedKeys' in answer.body ? 'UnprocessedKeys' : 'UnprocessedItems';
  return { ...answer, body: { ...answer.body, [name]: left } };
}

interface Entry {
  readonly table: string;
  /** A write request, or the key to read. */
  readonly entry: unknown;
  /** What a read says beside its keys; undefined for writes. */
  readonly rest: Body | undefined;
}

type Requests = Readonly<Record<string, readonly unknown[] | (Body & { readonly Keys: readonly unknown[] })>>;

function flatten(requestItems: unknown): readonly Entry[] {
  return Object.entries((requestItems ?? {}) as Requests).flatMap(([table, requests]): readonly Entry[] => {
    if (isList(requests)) return requests.map((entry) => ({ table, entry, rest: undefined }));
    const { Keys, ...rest } = requests;
    return Keys.map((entry) => ({ table, entry, rest }));
  });
}

function isList(value: Requests[string]): value is readonly unknown[] {
  return Array.isArray(value);
}

function gather(entries: readonly Entry[]): Body {
  const tables: Record<string, unknown[] | (Body & { Keys: unknown[] })> = {};
  for (const { table, entry, rest } of entries) {
    tables[table] ??= rest === undefined ? [] : { ...rest, Keys: [] };
    const gathered = tables[table];
    (Array.isArray(gathered) ? gathered : gathered.Keys).push(entry);
  }
  return tables;
}
