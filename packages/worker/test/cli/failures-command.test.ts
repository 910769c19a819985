import { type DynamoDbStandIn, startDynamoDb } from '@connector/sandbox';
import type { Settings } from '@connector/shared';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { listFailures } from '../../src/cli/failures-command.ts';
import { createDynamoStore } from '../../src/dynamodb/index.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { openLeased } from '../support/state-store-contract.ts';

const never = new AbortController().signal;
const address = 'alice.smith@contoso.com';
const settings = {
  dynamodbTableName: 'failures',
  environment: 'test',
  exchangePrimarySmtpAddress: [address],
  containerIndex: 0,
  totalContainers: 1,
} as unknown as Settings;
const message =
  "ValidationException: Value 'Your salary review' at 'title' failed to satisfy constraint; bob.builder@contoso.com";
let service: DynamoDbStandIn;

beforeEach(async () => {
  service = await startDynamoDb();
  useAwsEndpoint('DYNAMODB', service.url);
  const clock = createManualClock();
  const store = createDynamoStore({ tableName: 'failures', environment: 'test', clock, emit: () => {} });
  await store.prepare(never);
  const record = { folderId: 'f', itemId: 'i', code: 'c', message, permanent: true, indexed: false, attempts: 1 };
  const times = { nextAttemptAt: 3, firstSeenAt: 1, lastSeenAt: 2 };
  const state = await openLeased(store, { address, store: 'primary' });
  await state.write([{ kind: 'put-failure', record: { ...record, ...times } }]);
  await store.close();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await service.close();
});

async function printed(options: { json: boolean; showAddresses: boolean }): Promise<string> {
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  expect(await listFailures(settings, options)).toBe(0);
  return log.mock.calls.join('\n');
}

describe('the listing of failures', () => {
  it.each([true, false])('shows neither content nor addresses (--json: %s)', async (json) => {
    const text = await printed({ json, showAddresses: false });
    expect(text).toContain('failed to satisfy constraint');
    expect(text).not.toMatch(/alice\.smith|salary|bob\.builder/);
  });

  it('shows the address of the mailbox on demand, and still no content', async () => {
    const text = await printed({ json: false, showAddresses: true });
    expect(text).toContain(address);
    expect(text).not.toMatch(/salary|bob\.builder/);
  });
});
