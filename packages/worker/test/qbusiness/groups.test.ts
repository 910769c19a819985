import { type QBusinessStandIn, startQBusiness } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { allowOnly } from '../../src/documents/index.ts';
import { createMemorySyncJobStore } from '../../src/memory/index.ts';
import { createQBusinessGroups, createQBusinessIndex } from '../../src/qbusiness/index.ts';
import type { GroupIndex } from '../../src/sync/ports/index.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { testDocument } from '../support/test-documents.ts';

const target = { applicationId: 'a'.repeat(36), indexId: 'b'.repeat(36), dataSourceId: 'c'.repeat(36) };
const never = new AbortController().signal;
let service: QBusinessStandIn;
let groups: GroupIndex;

beforeEach(async () => {
  service = await startQBusiness({ ids: target });
  useAwsEndpoint('QBUSINESS', service.url);
  groups = createQBusinessGroups({ target, clock: createManualClock(), emit: () => {} });
});

afterEach(async () => {
  groups.close();
  await service.close();
});

const name = 'entra:Sales, EMEA/übrige';
const many = (count: number) => Array.from({ length: count }, (_, index) => `m${index}@x.example`);
const isIn = (address: string) =>
  service.principals.identityOf(address, target.dataSourceId).groups.some((group) => group.name === name);

async function putDocument(): Promise<void> {
  const clock = createManualClock();
  const index = createQBusinessIndex({
    target,
    documentBatchSize: 10,
    participantId: 'worker-0',
    jobs: createMemorySyncJobStore(),
    wantedFields: [],
    clock,
    emit: () => {},
  });
  const session = await index.open(never);
  await session.put([{ ...testDocument('d'), access: allowOnly({ kind: 'own-group', name }) }], never);
  await session.end();
  await index.close();
}

describe('a group that the index is told of', () => {
  it('lets its members find the documents that name it, and nobody else', async () => {
    await putDocument();
    const sees = (address: string) => service.documents.canSee(address, 'd');
    expect(sees('ann@x.example')).toBe(false);
    await groups.put({ name, members: ['ann@x.example'], before: 0 }, never);
    expect([sees('Ann@x.example'), sees('ben@x.example')]).toEqual([true, false]);
    await groups.put({ name, members: ['ben@x.example'], before: 1 }, never);
    expect([sees('ann@x.example'), sees('ben@x.example')]).toEqual([false, true]);
    await groups.delete({ name, members: 1 }, never);
    expect(sees('ben@x.example')).toBe(false);
  });

  it('is another one than a group of the same name that somebody else told of', async () => {
    await putDocument();
    const members = { memberUsers: [{ userId: 'eve@x.example' }] };
    service.principals.putGroup({ groupName: name, type: 'INDEX', groupMembers: members });
    expect(service.documents.canSee('eve@x.example', 'd')).toBe(false);
  });

  it('may have more members than a request, and become smaller and larger', async () => {
    let before = 0;
    for (const count of [1_000, 1_001, 3_500, 2_000, 10, 2_001]) {
      await groups.put({ name, members: many(count), before }, never);
      const [last, next] = [`m${count - 1}@x.example`, `m${count}@x.example`];
      expect([isIn('m0@x.example'), isIn(last), isIn(next)]).toEqual([true, true, false]);
      const parts = count <= 1_000 ? 0 : Math.ceil(count / 1_000);
      expect(service.principals.groups()).toHaveLength(1 + parts);
      before = count;
    }
    await groups.delete({ name, members: before }, never);
    expect(service.principals.groups()).toEqual([]);
    expect(isIn('m0@x.example')).toBe(false);
  });

  it('counts as forgotten when it is not there', async () => {
    await groups.delete({ name, members: 5_000 }, never);
    expect(service.calls.counts()).toEqual({ DeleteGroup: 6 });
  });

  it('is told of again when the service is busy, and not when it refuses', async () => {
    const busy = { kind: 'error', type: 'ThrottlingException', status: 429 } as const;
    service.faults.add({ operation: 'PutGroup', effect: busy, times: 2 });
    await groups.put({ name, members: many(2), before: 0 }, never);
    expect(isIn('m1@x.example')).toBe(true);
    service.faults.add({
      operation: 'PutGroup',
      effect: { kind: 'error', type: 'AccessDeniedException', status: 403 },
    });
    await expect(groups.put({ name, members: many(2), before: 2 }, never)).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('qbusiness:PutGroup'),
    });
  });
});
