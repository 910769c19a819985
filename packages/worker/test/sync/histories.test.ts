import { type DynamoDbStandIn, startDynamoDb } from '@connector/sandbox';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import { createDynamoStore } from '../../src/dynamodb/index.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { playHistories } from '../support/history.ts';
import { type SettledStore, settledStore } from '../support/settled-store.ts';

const histories = Number(process.env['TEST_HISTORIES'] ?? 400);
const historiesOfBothSources = Math.ceil(histories / 2);
/** Over the wire a history takes many times as long. */
const historiesInTable = Math.ceil(histories / 100);
/** Milliseconds: more than ten times what they take on a quiet machine. */
const limitMs = 120_000 + histories * 300;
/** A history that is being played is played to its end. */
const timeout = limitMs + 60_000;

describe('any history of mailboxes, with any number of workers and any faults at any call', () => {
  it(
    'ends, after one run without faults, with the index equal to the mailboxes, and no living message was ever deleted',
    () => playHistories({ numRuns: histories, limitMs }),
    timeout,
  );
});

describe('any history through two sources that take turns at any moment', () => {
  it(
    'ends in the same way, and further changes of the source put and delete nothing, whenever their runs are killed',
    () => playHistories({ numRuns: historiesOfBothSources, limitMs, sourceChanges: true }),
    timeout,
  );
});

describe('any such history with its state in DynamoDB', () => {
  let standIn: DynamoDbStandIn;
  beforeAll(async () => {
    standIn = await startDynamoDb({ tableMs: 0 });
    useAwsEndpoint('DYNAMODB', standIn.url);
  });
  afterAll(() => standIn.close());

  let tables = 0;
  const openTable = (): SettledStore => {
    tables += 1;
    const tableName = `histories-${tables}`;
    return settledStore(createDynamoStore({ tableName, environment: 'test', clock: systemClock, emit: () => {} }));
  };

  it('ends in the same way', () => playHistories({ numRuns: historiesInTable, limitMs, openTable }), timeout);

  it(
    'ends in the same way through two sources',
    () => playHistories({ numRuns: historiesInTable, limitMs, openTable, sourceChanges: true }),
    timeout,
  );
});
