import { type Answer, validation } from './answer.ts';
import { describeContinuousBackups, type RecoveryStarts, updateContinuousBackups } from './continuous-backups.ts';
import { createTable } from './create-table.ts';
import { openDatabase } from './database.ts';
import { writeReturningOld } from './old-item.ts';
import { requestTokens } from './request-tokens.ts';
import { describeTimeToLive, type ExpiryAttributes, updateTimeToLive } from './time-to-live.ts';
import { transactWriteItems } from './transact-write.ts';

type Body = Record<string, unknown>;
type Operation = (body: Body) => Promise<Answer>;

/** What the stand-in does. */
export interface DynamoDbOperations {
  /** The operations that it knows. */
  readonly names: readonly string[];
  run(operation: string, body: Body): Promise<Answer>;
}

/** What dynalite does; it knows DescribeTimeToLive too, and that there is none. */
const ofDynalite = [
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
];

/** Operations of DynamoDB: what dynalite lacks is done in front of it, the rest by dynalite alone. */
export function dynamoDbOperations(now: () => number, tableMs: number): DynamoDbOperations {
  const database = openDatabase(tableMs);
  const { ask } = database;
  const tokens = requestTokens(now);
  const expiry: ExpiryAttributes = new Map();
  const starts: RecoveryStarts = new Map();
  const emulated: Readonly<Record<string, Operation>> = {
    CreateTable: (body) => createTable(ask, body),
    TransactWriteItems: (body) => transactWriteItems(database, tokens, body),
    UpdateTimeToLive: (body) => updateTimeToLive(ask, expiry, body),
    DescribeTimeToLive: (body) => describeTimeToLive(ask, expiry, body),
    UpdateContinuousBackups: (body) => updateContinuousBackups({ ask, starts, now }, body),
    DescribeContinuousBackups: (body) => describeContinuousBackups({ ask, starts, now }, body),
  };
  return {
    names: [...Object.keys(emulated), ...ofDynalite],
    run: async (operation, body) => {
      if (wantsOld(body)) {
        return database.alone((alone) => writeReturningOld(alone, operation, body));
      }
      return emulated[operation]?.(body) ?? ask(operation, body);
    },
  };
}

/** @throws DynamoDbError ValidationException when the value is none of the enum */
function wantsOld({ ReturnValuesOnConditionCheckFailure: wanted = 'NONE' }: Body): boolean {
  if (wanted === 'ALL_OLD' || wanted === 'NONE') return wanted === 'ALL_OLD';
  throw validation(`ReturnValuesOnConditionCheckFailure is ${String(wanted)}; ALL_OLD and NONE are allowed`);
}
