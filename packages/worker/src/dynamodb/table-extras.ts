import {
  DescribeContinuousBackupsCommand,
  type DescribeContinuousBackupsCommandOutput,
  DescribeTimeToLiveCommand,
  type DescribeTimeToLiveCommandOutput,
  UpdateContinuousBackupsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { stateTableExpiry } from '@connector/shared';
import { failedWith, type Table } from './client.ts';

/** How often and how many times backups are asked for while a new table does not have them yet: one minute in all. */
const pollMs = 3_000;
const polls = 20;

/** Something that the table should have and works without. */
interface Extra {
  readonly name: string;
  isOn(table: Table, signal: AbortSignal): Promise<boolean>;
  switchOn(table: Table, signal: AbortSignal): Promise<unknown>;
}

/** AWS: TimeToLiveDescription. An expiry by another attribute is not ours, and cannot be switched over. */
const expiry: Extra = {
  name: 'expiry of rows',
  isOn: async ({ tableName: TableName, send }, signal) => {
    const command = new DescribeTimeToLiveCommand({ TableName });
    const { TimeToLiveDescription } = await send<DescribeTimeToLiveCommandOutput>(command, signal);
    const { TimeToLiveStatus: status, AttributeName } = TimeToLiveDescription ?? {};
    return (status === 'ENABLED' || status === 'ENABLING') && AttributeName === stateTableExpiry;
  },
  switchOn: ({ tableName: TableName, send }, signal) => {
    const TimeToLiveSpecification = { AttributeName: stateTableExpiry, Enabled: true };
    return send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }), signal);
  },
};

const recovery: Extra = {
  name: 'point-in-time recovery',
  isOn: (table, signal) =>
    onceAvailable(table, signal, async () => {
      const command = new DescribeContinuousBackupsCommand({ TableName: table.tableName });
      const { ContinuousBackupsDescription } = await table.send<DescribeContinuousBackupsCommandOutput>(
        command,
        signal,
      );
      return ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED';
    }),
  switchOn: (table, signal) =>
    onceAvailable(table, signal, () => {
      const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
      const { tableName: TableName } = table;
      return table.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }), signal);
    }),
};

/**
 * Switches on what the table should have, where the service has it. Looks at every start: the worker that created the table
 * may have ended before it came to this, and somebody may have switched it off. What cannot be had is one warning.
 */
export async function ensureExtras(table: Table, signal: AbortSignal): Promise<void> {
  const problems: string[] = [];
  for (const extra of [expiry, recovery]) {
    const problem = await ensure(extra, table, signal);
    if (problem !== undefined) problems.push(`${extra.name}: ${problem}`);
  }
  if (problems.length === 0) return;
  const message = `the table ${table.tableName} works without it, the next start tries again: ${problems.join('; ')}`;
  table.emit({ type: 'warning', code: 'dynamodb.table-extra', message });
}

/** Returns why the extra cannot be had. */
async function ensure(extra: Extra, table: Table, signal: AbortSignal): Promise<string | undefined> {
  try {
    if (!(await extra.isOn(table, signal))) await extra.switchOn(table, signal);
    return undefined;
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    if (failedWith(thrown, 'UnknownOperationException')) return undefined;
    // Of many workers that start together, all but one are told that it is on already.
    if (failedWith(thrown, 'ValidationException') && (await extra.isOn(table, signal))) return undefined;
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** Right after a table was created the service answers that its backups are being enabled. */
async function onceAvailable<T>(table: Table, signal: AbortSignal, operation: () => Promise<T>): Promise<T> {
  for (let poll = 1; ; poll += 1) {
    try {
      return await operation();
    } catch (thrown) {
      if (poll >= polls || !failedWith(thrown, 'ContinuousBackupsUnavailableException')) throw thrown;
      await table.clock.sleep(pollMs, signal);
    }
  }
}
