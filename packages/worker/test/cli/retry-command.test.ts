import { type DynamoDbStandIn, startDynamoDb } from '@connector/sandbox';
import type { Settings } from '@connector/shared';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { RetryRequest } from '../../src/cli/options.ts';
import { retryFailuresNow } from '../../src/cli/retry-command.ts';
import { createDynamoStore, type DynamoStore } from '../../src/dynamodb/index.ts';
import { isDue } from '../../src/sync/failure-policy.ts';
import type { FailureRecord, MailboxRef } from '../../src/sync/ports/index.ts';
import { allOf } from '../support/all-of.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { openLeased } from '../support/state-store-contract.ts';

const never = new AbortController().signal;
const alice = { address: 'alice.smith@contoso.com', store: 'primary' } as const;
const bob = { address: 'bob.builder@contoso.com', store: 'archive' } as const;
const settings = {
  dynamodbTableName: 'failures',
  environment: 'test',
  exchangePrimarySmtpAddress: [alice.address, bob.address],
  containerIndex: 0,
  totalContainers: 1,
  leaseSeconds: 30,
} as unknown as Settings;
/** Later than any machine's clock: waiting. */
const farAway = Date.UTC(2999, 0, 1);

let service: DynamoDbStandIn;
let store: DynamoStore;

beforeEach(async () => {
  service = await startDynamoDb();
  useAwsEndpoint('DYNAMODB', service.url);
  const clock = createManualClock();
  store = createDynamoStore({ tableName: 'failures', environment: 'test', clock, emit: () => {} });
  await store.prepare(never);
  await putFailures(alice, [
    { itemId: 'given up', code: 'ErrorCorruptData', permanent: true, attempts: 1 },
    { itemId: 'resting', code: 'http.500', permanent: false, attempts: 8 },
    { itemId: 'waiting', code: 'http.500', permanent: false, attempts: 2 },
  ]);
  await putFailures(bob, [{ itemId: 'given up', code: 'ErrorCorruptData', permanent: true, attempts: 1 }]);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await store.close();
  await service.close();
});

type Failed = Pick<FailureRecord, 'itemId' | 'code' | 'permanent' | 'attempts'>;

/** Leaves the store without a holder. */
async function putFailures(mailbox: MailboxRef, failures: readonly Failed[]): Promise<void> {
  const state = await openLeased(store, mailbox);
  const rest = { folderId: 'f', message: 'm', indexed: false, nextAttemptAt: farAway, firstSeenAt: 1, lastSeenAt: 2 };
  await state.write(failures.map((failure) => ({ kind: 'put-failure', record: { ...rest, ...failure } })));
  const held = await store.leases.readLease(mailbox);
  await store.leases.replaceLease(mailbox, held, { owner: '', token: held?.token ?? 0, beat: 0 });
}

async function due(mailbox: MailboxRef): Promise<readonly string[]> {
  const found = await allOf(store.view(mailbox).scanFailures());
  return found
    .filter((record) => isDue(record, Date.now()))
    .map(({ itemId }) => itemId)
    .sort();
}

async function retry(request: Partial<RetryRequest> = {}): Promise<{ exitCode: number; text: string }> {
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  const error = jest.spyOn(console, 'error').mockImplementation(() => {});
  const exitCode = await retryFailuresNow(settings, { json: false, ...request });
  return { exitCode, text: [...log.mock.calls, ...error.mock.calls].join('\n') };
}

describe('the retry of failures', () => {
  it('makes what was given up, rests or waits due at once, with no attempt counted', async () => {
    expect(await retry()).toEqual({ exitCode: 0, text: '4 messages are tried again in the next run.' });
    expect(await due(alice)).toEqual(['given up', 'resting', 'waiting']);
    expect(await due(bob)).toEqual(['given up']);
    for await (const page of store.view(alice).scanFailures()) {
      expect(page.map(({ attempts, firstSeenAt, lastSeenAt }) => [attempts, firstSeenAt, lastSeenAt])).toEqual([
        [0, 1, 2],
        [0, 1, 2],
        [0, 1, 2],
      ]);
    }
    expect((await retry()).text).toContain('nothing to try again');
  });

  it('takes those of one mailbox and one cause alone, when asked for them', async () => {
    expect(await retry({ mailbox: ' Alice.Smith@contoso.com', code: 'http.500' })).toMatchObject({ exitCode: 0 });
    expect(await due(alice)).toEqual(['resting', 'waiting']);
    expect(await due(bob)).toEqual([]);
  });

  it('leaves a mailbox alone that is being synced, says so without its address, and does the others', async () => {
    await openLeased(store, alice);
    const { exitCode, text } = await retry({ json: true });
    expect(exitCode).toBe(1);
    expect(JSON.parse(text)).toEqual({
      retried: 1,
      beingSynced: [{ address: expect.not.stringContaining('alice'), store: 'primary' }],
    });
    expect(await due(alice)).toEqual([]);
    expect(await due(bob)).toEqual(['given up']);
  });

  it('leaves mailboxes free for the next run', async () => {
    await retry();
    expect(await store.leases.readLease(alice)).toMatchObject({ owner: '' });
  });

  it('refuses a mailbox that is not on the list', async () => {
    const { exitCode, text } = await retry({ mailbox: 'eve@contoso.com' });
    expect(exitCode).toBe(2);
    expect(text).toContain('EXCHANGE_PRIMARY_SMTP_ADDRESS');
    expect(await due(alice)).toEqual([]);
  });
});
