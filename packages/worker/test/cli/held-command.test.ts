import { type DynamoDbStandIn, startDynamoDb } from '@connector/sandbox';
import type { Settings } from '@connector/shared';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { listHeld, releaseHeld } from '../../src/cli/held-command.ts';
import { createDynamoStore, type DynamoStore } from '../../src/dynamodb/index.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { openLeased } from '../support/state-store-contract.ts';

const never = new AbortController().signal;
const alice = { address: 'alice.smith@contoso.com', store: 'primary' } as const;
const settings = { dynamodbTableName: 'held', environment: 'test', leaseSeconds: 30 } as unknown as Settings;
let service: DynamoDbStandIn;
let store: DynamoStore;

beforeEach(async () => {
  service = await startDynamoDb();
  useAwsEndpoint('DYNAMODB', service.url);
  store = createDynamoStore({ tableName: 'held', environment: 'test', clock: createManualClock(), emit: () => {} });
  await store.prepare(never);
  await store.register(alice);
  const state = await openLeased(store, alice);
  await state.write([{ kind: 'put-held', record: { messages: 60, known: 200, since: 1_000 } }]);
});

afterEach(async () => {
  jest.restoreAllMocks();
  await store.close();
  await service.close();
});

/** A run has ended: nobody holds the mailbox. */
async function endRun(): Promise<void> {
  const lease = await store.leases.readLease(alice);
  if (lease !== undefined) await store.leases.replaceLease(alice, lease, { ...lease, owner: '' });
}

async function printed(command: () => Promise<number>, exitCode = 0): Promise<string> {
  const log = jest.spyOn(console, 'log').mockImplementation(() => {});
  expect(await command()).toBe(exitCode);
  return log.mock.calls.join('\n');
}

describe('held deletions', () => {
  it('are listed with a shortened address, and in full on demand', async () => {
    const text = await printed(() => listHeld(settings, { json: false, showAddresses: false }));
    expect(text).toMatch(
      /^al…@contoso\.com#[0-9a-f]+ \(primary\): 60 of 200 messages, since .* waits for `worker release`$/,
    );
    const json = await printed(() => listHeld(settings, { json: true, showAddresses: true }));
    expect(json).toContain('"address":"alice.smith@contoso.com"');
  });

  it('are released for the number that was held, under the mailbox’s lease', async () => {
    await endRun();
    const text = await printed(() => releaseHeld(settings, { mailbox: alice.address }));
    expect(text).toContain('60 messages will be deleted from the index by the next run');
    expect(await store.view(alice).readHeld()).toEqual({ messages: 60, known: 200, since: 1_000, released: 60 });
    expect((await store.leases.readLease(alice))?.owner).toBe('');
  });

  it('are not released while the mailbox is being synced', async () => {
    const text = await printed(() => releaseHeld(settings, { mailbox: undefined }), 1);
    expect(text).toContain('is being synced');
    expect(await store.view(alice).readHeld()).not.toHaveProperty('released');
  });

  it('of another mailbox are left alone', async () => {
    await endRun();
    expect(await printed(() => releaseHeld(settings, { mailbox: 'ben@contoso.com' }))).toContain(
      'nothing was released',
    );
    expect(await store.view(alice).readHeld()).not.toHaveProperty('released');
  });
});

describe('mailboxes that would leave the list', () => {
  const roster = {
    version: 3,
    source: 's',
    addresses: ['a@x.example'],
    frozenBy: 'w',
    frozenAt: 1,
    skipped: {},
    held: { leaving: 5, listed: 20, since: 1_000 },
  };
  const release = (mailbox?: string) => printed(() => releaseHeld(settings, { mailbox }));
  const text = () => printed(() => listHeld(settings, { json: false, showAddresses: false }));

  beforeEach(async () => {
    await endRun();
    await store.roster.replaceRoster(undefined, roster);
  });

  it('are listed beside what is held of mailboxes', async () => {
    expect(await text()).toContain('5 of 20 mailboxes are in the group no more, since 1970-01-01T00:00:01.000Z');
    const json = await printed(() => listHeld(settings, { json: true, showAddresses: false }));
    expect(JSON.parse(json.split('\n').at(-1) ?? '')).toMatchObject({ list: roster.held });
  });

  it('are released with all, and not with one mailbox', async () => {
    await release(alice.address);
    expect(await store.roster.readRoster()).toEqual(roster);
    expect(await release()).toContain('5 mailboxes will leave the list with the next run');
    expect(await store.roster.readRoster()).toMatchObject({ version: 4, held: { leaving: 5, released: 5 } });
    expect(await text()).toContain('released for up to 5');
  });
});
