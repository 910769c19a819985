import { z } from 'zod';
import { type Answer, DynamoDbError } from './answer.ts';
import { type Ask, describeTable, parseRequest } from './database.ts';

/** Since when point-in-time recovery is on, in milliseconds since the epoch, by table id. */
export type RecoveryStarts = Map<string, number>;

const describe = z.object({ TableName: z.string().min(1) });
const update = describe.extend({
  PointInTimeRecoverySpecification: z.object({
    PointInTimeRecoveryEnabled: z.boolean(),
    RecoveryPeriodInDays: z.int().min(1).max(35).optional(),
  }),
});

interface Backups {
  readonly ask: Ask;
  readonly starts: RecoveryStarts;
  readonly now: () => number;
}

export async function updateContinuousBackups(backups: Backups, body: unknown): Promise<Answer> {
  const { TableName, PointInTimeRecoverySpecification } = parseRequest(update, body);
  const { TableId, TableStatus } = await existing(backups.ask, TableName);
  if (TableStatus !== 'ACTIVE') {
    const message = `Backups are being enabled for the table: ${TableName}. Please retry later`;
    throw new DynamoDbError('ContinuousBackupsUnavailableException', message);
  }
  const { starts, now } = backups;
  if (!PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled) starts.delete(TableId);
  else if (!starts.has(TableId)) starts.set(TableId, now());
  return descriptionOf(backups, TableId);
}

export async function describeContinuousBackups(backups: Backups, body: unknown): Promise<Answer> {
  const { TableName } = parseRequest(describe, body);
  return descriptionOf(backups, (await existing(backups.ask, TableName)).TableId);
}

function descriptionOf({ starts, now }: Backups, tableId: string): Answer {
  const start = starts.get(tableId);
  const PointInTimeRecoveryDescription =
    start === undefined
      ? { PointInTimeRecoveryStatus: 'DISABLED' }
      : {
          PointInTimeRecoveryStatus: 'ENABLED',
          EarliestRestorableDateTime: start / 1000,
          LatestRestorableDateTime: now() / 1000,
        };
  const ContinuousBackupsDescription = { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription };
  return { status: 200, body: { ContinuousBackupsDescription } };
}

async function existing(ask: Ask, TableName: string) {
  const table = await describeTable(ask, TableName);
  if (table === undefined) throw new DynamoDbError('TableNotFoundException', `Table not found: ${TableName}`);
  return table;
}
