import { type QBusinessStandIn, startQBusiness } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemorySyncJobStore } from '../../src/memory/index.ts';
import { createQBusinessIndex } from '../../src/qbusiness/index.ts';
import type { DocumentIndex, IndexSession } from '../../src/sync/ports/index.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { testDocument } from '../support/test-documents.ts';

const ids = { applicationId: 'a'.repeat(36), indexId: 'b'.repeat(36), dataSourceId: 'c'.repeat(36) };
const never = new AbortController().signal;

let service: QBusinessStandIn;
let index: DocumentIndex;
let session: IndexSession;

beforeEach(async () => {
  service = await startQBusiness({ ids });
  useAwsEndpoint('QBUSINESS', service.url);
  index = createQBusinessIndex({
    target: ids,
    documentBatchSize: 10,
    participantId: 'worker-0',
    jobs: createMemorySyncJobStore(),
    wantedFields: [],
    clock: createManualClock(),
    emit: () => {},
  });
  session = await index.open(never);
});

afterEach(async () => {
  await session.end();
  await index.close();
  await service.close();
});

const put = (count: number) =>
  session.put(
    Array.from({ length: count }, (_, position) => testDocument(`d${position}`)),
    never,
  );

/** Defects of the connector that this one replaces, by their number in its review. Each must never come back. */
describe('a defect of the original on its way to the index', () => {
  it('1, a request that fails and counts as done, is none here', async () => {
    service.faults.add({
      operation: 'BatchPutDocument',
      effect: { kind: 'error', status: 500, type: 'InternalServerException' },
    });
    expect((await put(2)).map(({ accepted }) => accepted)).toEqual([false, false]);
  });

  it('2, fifty documents in a request that takes ten, is none here', async () => {
    expect((await put(51)).every(({ accepted }) => accepted)).toBe(true);
    expect([...service.documents.all()]).toHaveLength(51);
  });

  it('4, content that is encoded twice, is none here', async () => {
    await put(1);
    expect(Buffer.from(service.documents.get('d0')?.content ?? []).toString()).toContain('subject of d0');
  });

  it('7, a refusal that is read without its reason, is none here', async () => {
    const effect = { kind: 'reject', errorCode: 'InvalidRequest' } as const;
    service.faults.add({ operation: 'Document', target: 'd1', effect });
    expect(await put(2)).toEqual([
      { id: 'd0', accepted: true },
      {
        id: 'd1',
        accepted: false,
        failure: expect.objectContaining({
          code: 'index.InvalidRequest',
          message: expect.stringContaining('a fault on demand'),
        }),
      },
    ]);
  });

  it('16, a document that could not be deleted and is forgotten, is none here', async () => {
    await put(1);
    const effect = { kind: 'error', status: 500, type: 'InternalServerException' } as const;
    service.faults.add({ operation: 'BatchDeleteDocument', effect });
    expect(await session.delete(['d0'], never)).toMatchObject([{ id: 'd0', accepted: false }]);
  });
});
