import { type QBusinessStandIn, type S3StandIn, startQBusiness, startS3 } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemorySyncJobStore } from '../../src/memory/index.ts';
import { createQBusinessIndex } from '../../src/qbusiness/index.ts';
import { createS3Staging } from '../../src/staging/index.ts';
import type { DocumentIndex, IndexDocument, IndexSession } from '../../src/sync/ports/index.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { testDocument } from '../support/test-documents.ts';

const ids = { applicationId: 'a'.repeat(36), indexId: 'b'.repeat(36), dataSourceId: 'c'.repeat(36) };
const account = '123456789012';
const roleArn = `arn:aws:iam::${account}:role/reader`;
const never = new AbortController().signal;
const megabyte = 1024 * 1024;

let s3: S3StandIn;
let service: QBusinessStandIn;
let index: DocumentIndex;
let session: IndexSession;

beforeEach(async () => {
  s3 = await startS3({ bucket: 'mail-staging', account, rules: [{ prefix: '', days: 3 }] });
  service = await startQBusiness({
    ids,
    readObject: (asked) => (asked.roleArn === roleArn ? s3.bucket.get(asked.key)?.content : undefined),
  });
  useAwsEndpoint('S3', s3.url);
  useAwsEndpoint('QBUSINESS', service.url);
  const seams = { clock: createManualClock(), emit: () => {} };
  index = createQBusinessIndex({
    ...seams,
    target: ids,
    documentBatchSize: 10,
    participantId: 'worker-0',
    jobs: createMemorySyncJobStore(),
    wantedFields: [],
    staging: { area: createS3Staging({ bucket: 'mail-staging', account, ...seams }), roleArn },
  });
  session = await index.open(never);
});

afterEach(async () => {
  await session.end();
  await index.close();
  await service.close();
  await s3.close();
});

/** As long as no request can carry. */
function large(id: string, bytes = 8 * megabyte): IndexDocument {
  return {
    ...testDocument(id),
    contentType: 'PDF',
    content: Buffer.concat([Buffer.from('%PDF'), Buffer.alloc(bytes)]),
  };
}
const accepted = (id: string) => ({ id, accepted: true });

describe('a document that no request can carry', () => {
  it('is read by the index from the bucket, byte for byte', async () => {
    const document = large('a', 49 * megabyte);
    expect(await session.put([document], never)).toEqual([accepted('a')]);
    const stored = service.documents.get('a');
    expect(stored?.failure).toBeUndefined();
    expect(Buffer.compare(stored?.content ?? Buffer.alloc(0), document.content)).toBe(0);
    expect(service.documents.canSee('ann@example.com', 'a')).toBe(true);
  });

  it('may have up to 50 MB, as the session says', () => {
    expect(session.contentBytes).toBe(50 * megabyte);
  });

  it('leaves its object for the lifecycle rule: nobody says when the index has read it', async () => {
    await session.put([large('a')], never);
    await session.delete(['a'], never);
    expect(s3.bucket.all()).toHaveLength(1);
  });

  it('is put again after its job ended, from the object that stands there', async () => {
    await session.put([testDocument('first')], never);
    service.faults.add({ operation: 'BatchPutDocument', times: 1, effect: { kind: 'stop-job' } });
    expect(await session.put([large('a')], never)).toEqual([accepted('a')]);
    expect(service.documents.get('a')?.failure).toBeUndefined();
    expect(s3.calls.counts()['PutObject']).toBe(1);
  });

  it('takes no small one through the bucket', async () => {
    const documents = [testDocument('a'), large('b'), testDocument('c'), large('d')];
    expect(await session.put(documents, never)).toEqual(['a', 'b', 'c', 'd'].map(accepted));
    expect(s3.bucket.all()).toHaveLength(2);
    expect([...service.documents.all()].flatMap(({ failure }) => failure ?? [])).toEqual([]);
  });
});

describe('Rule 5: a bucket that cannot be used', () => {
  it.each([
    ['AccessDenied', 403],
    ['NoSuchBucket', 404],
    ['SlowDown', 503],
  ])('holds no other document up: %s', async (code, status) => {
    s3.faults.add({ operation: 'PutObject', effect: { kind: 'error', status, code } });
    expect(await session.put([testDocument('a'), large('b'), testDocument('c')], never)).toEqual([
      accepted('a'),
      // Tried again: a person may mend the bucket, and the document is on record until then.
      { id: 'b', accepted: false, failure: expect.objectContaining({ code: `staging.${code}` }) },
      accepted('c'),
    ]);
    expect(service.documents.get('b')).toBeUndefined();
  });

  it('is one that may be mended: its documents are tried again', async () => {
    s3.faults.add({ operation: 'PutObject', effect: { kind: 'error', status: 403, code: 'AccessDenied' } });
    expect(await session.put([large('a')], never)).toMatchObject([{ failure: { kind: 'transient' } }]);
    s3.faults.clear();
    expect(await session.put([large('a')], never)).toEqual([accepted('a')]);
  });

  it('holds no other document up when the worker may not pass the role on', async () => {
    const effect = { kind: 'error', status: 403, type: 'AccessDeniedException' } as const;
    await session.put([testDocument('first')], never);
    service.faults.add({ operation: 'BatchPutDocument', times: 1, effect });
    expect(await session.put([large('a')], never)).toEqual([
      {
        id: 'a',
        accepted: false,
        failure: expect.objectContaining({ kind: 'transient', message: expect.stringContaining('iam:PassRole') }),
      },
    ]);
    expect(await session.put([testDocument('b')], never)).toEqual([accepted('b')]);
  });

  it('is found before the run when it would keep mail for ever', async () => {
    s3.bucket.rules = [];
    await expect(index.open(never)).rejects.toMatchObject({ kind: 'configuration', code: 'staging.lifecycle' });
  });
});
