import { type QBusinessStandIn, startQBusiness } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createMemorySyncJobStore } from '../../src/memory/index.ts';
import { createQBusinessIndex } from '../../src/qbusiness/index.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import type { DocumentIndex, IndexSession } from '../../src/sync/ports/index.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { testDocument } from '../support/test-documents.ts';

const ids = { applicationId: 'a'.repeat(36), indexId: 'b'.repeat(36), dataSourceId: 'c'.repeat(36) };
const never = new AbortController().signal;

let service: QBusinessStandIn;
let clock: ManualClock;
let index: DocumentIndex;
let session: IndexSession;
const events: SyncEvent[] = [];

const open = (target = ids) =>
  createQBusinessIndex({
    target,
    documentBatchSize: 10,
    participantId: 'worker-0',
    jobs: createMemorySyncJobStore(),
    wantedFields: [
      { name: 'xchng_folder', type: 'STRING' },
      { name: 'xchng_to', type: 'STRING_LIST' },
    ],
    clock,
    emit: (event) => events.push(event),
  });

beforeEach(async () => {
  service = await startQBusiness({ ids, fields: [{ name: 'xchng_folder', type: 'STRING' }] });
  useAwsEndpoint('QBUSINESS', service.url);
  clock = createManualClock();
  events.length = 0;
  index = open();
  session = await index.open(never);
  service.calls.reset();
});

afterEach(async () => {
  await session.end();
  await index.close();
  await service.close();
  expect(clock.repeating).toBe(0);
});

const put = (...names: string[]) =>
  session.put(
    names.map((name) => testDocument(name)),
    never,
  );
const accepted = (name: string) => ({ id: name, accepted: true });

describe('opening', () => {
  it('finds the fields that documents may carry and warns of the others', () => {
    expect([...session.fields]).toEqual(['xchng_folder']);
    expect(events).toContainEqual(
      expect.objectContaining({
        code: 'qbusiness.missing-fields',
        message: expect.stringContaining('xchng_to (STRING_LIST)'),
      }),
    );
  });

  it.each([
    ['application', { ...ids, applicationId: 'x'.repeat(36) }, 'QBUSINESS_APPLICATION_ID'],
    ['index', { ...ids, indexId: 'x'.repeat(36) }, 'QBUSINESS_INDEX_ID'],
    ['data source', { ...ids, dataSourceId: 'x'.repeat(36) }, 'QBUSINESS_DATASOURCE_ID'],
  ])('refuses an unknown %s and names the setting', async (_, target, setting) => {
    const unknown = open(target);
    await expect(unknown.open(never)).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining(setting),
    });
    await unknown.close();
  });

  it('names the permission that is missing', async () => {
    service.faults.add({
      operation: 'GetIndex',
      effect: { kind: 'error', status: 403, type: 'AccessDeniedException' },
    });
    await expect(index.open(never)).rejects.toMatchObject({
      kind: 'configuration',
      message: expect.stringContaining('qbusiness:GetIndex'),
    });
  });
});

describe('the size of the index', () => {
  const sizes = () => events.filter(({ type }) => type === 'index-size');
  const empty = { type: 'index-size', documents: 0, textBytes: 0, units: expect.any(Number) };

  it('is told when it is opened, and again at the end of a run that put something', async () => {
    expect(sizes()).toEqual([empty]);
    await put('a', 'b');
    await session.end();
    await session.jobs(never);
    expect(sizes()).toEqual([empty, { ...empty, documents: 2, textBytes: expect.any(Number) }]);
  });

  it('costs no call when nothing was put', async () => {
    await session.end();
    await session.jobs(never);
    expect(service.calls.counts()).toEqual({});
  });

  it('is no reason to lose what the service says of its jobs', async () => {
    await put('a');
    await session.end();
    service.faults.add({
      operation: 'GetIndex',
      effect: { kind: 'error', status: 403, type: 'AccessDeniedException' },
    });
    expect(await session.jobs(never)).toHaveLength(1);
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'warning',
        message: expect.stringContaining('the size of the index could not be read'),
      }),
    );
  });
});

describe('putting', () => {
  it('starts no job before there is something to put, and ends it afterwards', async () => {
    expect(service.calls.counts()).toEqual({});
    await put('a');
    expect(service.jobs.all()).toHaveLength(1);
    await session.end();
    expect(service.jobs.all().map(service.jobs.statusOf)).toEqual(['SUCCEEDED']);
    await session.end();
  });

  it('keeps to ten documents and to seven megabytes in a request', async () => {
    await put(...Array.from({ length: 25 }, (_, number) => `d${number}`));
    expect(service.calls.counts()['BatchPutDocument']).toBe(3);
    await session.put([testDocument('big1', 4_000_000), testDocument('big2', 4_000_000)], never);
    expect(service.calls.counts()['BatchPutDocument']).toBe(5);
    expect([...service.documents.all()]).toHaveLength(27);
  });

  it('sends the content once encoded, for its owner alone, under the running job', async () => {
    await put('a');
    const stored = service.documents.get('a');
    expect(Buffer.from(stored?.content ?? []).toString()).toContain('x x x');
    expect(stored?.failure).toBeUndefined();
    expect(stored?.dataSourceId).toBe(ids.dataSourceId);
    expect(service.documents.canSee('Ann@example.com', 'a')).toBe(true);
    expect(service.documents.canSee('ben@example.com', 'a')).toBe(false);
  });

  it('reads failed documents one by one, with their codes', async () => {
    service.faults.add({ operation: 'Document', target: 'b', effect: { kind: 'reject', errorCode: 'InvalidRequest' } });
    service.faults.add({ operation: 'Document', target: 'c', effect: { kind: 'reject', errorCode: 'InternalError' } });
    expect(await put('a', 'b', 'c')).toEqual([
      accepted('a'),
      {
        id: 'b',
        accepted: false,
        failure: expect.objectContaining({ code: 'index.InvalidRequest', kind: 'permanent' }),
      },
      {
        id: 'c',
        accepted: false,
        failure: expect.objectContaining({ code: 'index.InternalError', kind: 'transient' }),
      },
    ]);
  });

  it('finds the one document that makes the service refuse a whole request', async () => {
    const bad = { ...testDocument('bad'), title: 'x'.repeat(1025) };
    const outcomes = await session.put([testDocument('a'), bad, testDocument('b')], never);
    expect(outcomes).toEqual([
      accepted('a'),
      { id: 'bad', accepted: false, failure: expect.objectContaining({ kind: 'permanent' }) },
      accepted('b'),
    ]);
  });

  it('puts one document twice in order, never in one request', async () => {
    const [first, second] = [testDocument('a', 10), testDocument('a', 30)];
    expect(await session.put([first, second], never)).toEqual([accepted('a'), accepted('a')]);
    expect(service.documents.get('a')?.contentBytes).toBe(second.content.byteLength);
  });

  it('sends requests of different documents together, and is done when the last of them is', async () => {
    const effect = { kind: 'error', status: 403, type: 'AccessDeniedException' } as const;
    service.faults.add({ operation: 'BatchPutDocument', times: 1, effect });
    const names = Array.from({ length: 30 }, (_, number) => `d${number}`);
    await expect(put(...names)).rejects.toMatchObject({ kind: 'configuration' });
    expect(service.calls.counts()['BatchPutDocument']).toBe(3);
    expect([...service.documents.all()]).toHaveLength(20);
  });

  it('sends no two requests together when they have a document in common', async () => {
    const effect = { kind: 'error', status: 403, type: 'AccessDeniedException' } as const;
    service.faults.add({ operation: 'BatchPutDocument', times: 1, effect });
    await expect(put('a', 'b', 'a')).rejects.toMatchObject({ kind: 'configuration' });
    expect(service.calls.counts()['BatchPutDocument']).toBe(1);
  });

  it('never sends a document that nobody may see', async () => {
    const open = { ...testDocument('a'), access: { allow: [] } } as unknown as ReturnType<typeof testDocument>;
    await expect(session.put([open], never)).resolves.toMatchObject([{ accepted: false }]);
    expect(service.documents.get('a')).toBeUndefined();
  });

  it.each([
    ['throttling', { kind: 'error', status: 429, type: 'ThrottlingException', retryAfterSeconds: 2 }],
    ['throttling as a common error', { kind: 'error', status: 400, type: 'ThrottlingException' }],
    ['a server error', { kind: 'error', status: 500, type: 'InternalServerException' }],
    ['a lost request', { kind: 'reset', when: 'before' }],
    ['a lost answer', { kind: 'reset', when: 'after' }],
  ] as const)('tries again after %s', async (_, effect) => {
    service.faults.add({ operation: 'BatchPutDocument', times: 2, effect });
    expect(await put('a')).toEqual([accepted('a')]);
    expect(events.filter(({ type }) => type === 'retrying')).toHaveLength(2);
    if (effect.kind === 'error' && 'retryAfterSeconds' in effect) expect(clock.slept[0]).toBeGreaterThanOrEqual(2_000);
  });

  it('reports every document as failed when the service stays down', async () => {
    service.faults.add({
      operation: 'BatchPutDocument',
      effect: { kind: 'error', status: 503, type: 'ServiceUnavailable' },
    });
    expect(await put('a', 'b')).toMatchObject([
      { id: 'a', accepted: false, failure: { kind: 'transient' } },
      { id: 'b', accepted: false, failure: { kind: 'transient' } },
    ]);
  });

  it.each([
    ['a conflict: the index is being maintained', { kind: 'error', status: 409, type: 'ConflictException' }],
    ['a refusal of whatever it is sent', { kind: 'error', status: 400, type: 'ValidationException' }],
    ['an error that nobody knows', { kind: 'error', status: 400, type: 'SomethingNewException' }],
  ] as const)('gives no document up for %s', async (_, effect) => {
    service.faults.add({ operation: 'BatchPutDocument', effect });
    for (const { accepted: isAccepted, ...rest } of await put('a', 'b', 'c')) {
      expect(isAccepted).toBe(false);
      expect(rest).toMatchObject({ failure: { kind: 'transient' } });
    }
  });

  it.each(['ExpiredTokenException', 'RequestExpired', 'InvalidSignatureException', 'UnrecognizedClientException'])(
    'stops at once when every request is refused by %s',
    async (type) => {
      service.faults.add({ operation: 'BatchPutDocument', effect: { kind: 'error', status: 400, type } });
      await expect(put('a')).rejects.toMatchObject({
        kind: 'configuration',
        message: expect.stringContaining('credentials'),
      });
    },
  );

  it('stops at once when the index is full', async () => {
    service.documents.units = 0;
    await expect(put('a')).rejects.toMatchObject({ kind: 'configuration', message: expect.stringContaining('full') });
  });
});

describe('a request of which everything comes back although its job is alive', () => {
  beforeEach(() => {
    service.faults.add({ operation: 'Document', effect: { kind: 'reject', errorCode: 'InvalidRequest' } });
  });

  it('gives no document up: the list of jobs may be late in showing that the job has ended', async () => {
    expect(await put('a', 'b')).toMatchObject([
      { id: 'a', accepted: false, failure: { code: 'index.InvalidRequest', kind: 'transient' } },
      { id: 'b', accepted: false, failure: { code: 'index.InvalidRequest', kind: 'transient' } },
    ]);
  });

  it('gives a document up that was alone in it', async () => {
    expect(await put('a')).toMatchObject([{ id: 'a', accepted: false, failure: { kind: 'permanent' } }]);
  });
});

describe('deleting', () => {
  it('deletes, and takes a document that is not there for deleted', async () => {
    await put('a');
    expect(await session.delete(['a', 'unknown', 'a'], never)).toEqual([accepted('a'), accepted('unknown')]);
    expect(service.documents.get('a')).toBeUndefined();
  });

  it('does not take a refusal for a deletion', async () => {
    await put('a');
    service.faults.add({
      operation: 'Document',
      target: 'a',
      times: 1,
      effect: { kind: 'reject', errorCode: 'InternalError' },
    });
    expect(await session.delete(['a'], never)).toMatchObject([{ id: 'a', accepted: false }]);
  });
});

describe('Rule 7: the sync job on the wire', () => {
  it('that ended behind our back costs a resend, not a document', async () => {
    await put('a');
    service.faults.add({ operation: 'BatchPutDocument', times: 1, effect: { kind: 'stop-job' } });
    expect(await put('b', 'c')).toEqual([accepted('b'), accepted('c')]);
    expect(service.jobs.all()).toHaveLength(2);
  });

  it('that ends under every resend gives no document up: it is tried again later', async () => {
    service.faults.add({ operation: 'BatchPutDocument', effect: { kind: 'break-job', status: 'ABORTED' } });
    expect(await put('a')).toMatchObject([{ id: 'a', accepted: false, failure: { kind: 'transient' } }]);
    expect(service.calls.counts()['BatchPutDocument']).toBe(6);
  });

  it('whose renewal fails is renewed by the next request', async () => {
    await put('a');
    service.jobs.stop();
    const effect = { kind: 'error', status: 403, type: 'AccessDeniedException' } as const;
    service.faults.add({ operation: 'StartDataSourceSyncJob', times: 1, effect });
    await expect(put('b')).rejects.toMatchObject({ kind: 'configuration' });
    expect(await put('b')).toEqual([accepted('b')]);
  });

  it('is renewed once for requests that come back together', async () => {
    await put('a');
    service.jobs.stop();
    await Promise.all([put('b'), put('c'), put('d')]);
    expect(service.jobs.all()).toHaveLength(2);
    expect([...service.documents.all()]).toHaveLength(4);
  });

  it.each(['ConflictException', 'ValidationException'] as const)(
    'already running is adopted (%s)',
    async (alreadySyncing) => {
      await service.close();
      service = await startQBusiness({ ids, alreadySyncing });
      useAwsEndpoint('QBUSINESS', service.url);
      service.jobs.start();
      const other = open();
      const adopted = await other.open(never);
      expect(await adopted.put([testDocument('a')], never)).toEqual([accepted('a')]);
      expect(service.jobs.all()).toHaveLength(1);
      await adopted.end();
      await other.close();
    },
  );

  it('is adopted when the answer to Start was lost', async () => {
    service.faults.add({ operation: 'StartDataSourceSyncJob', times: 1, effect: { kind: 'reset', when: 'after' } });
    expect(await put('a')).toEqual([accepted('a')]);
    expect(service.jobs.all()).toHaveLength(1);
  });

  it('that does not end is waited for no longer than a quarter of an hour', async () => {
    await service.close();
    service = await startQBusiness({ ids, now: () => clock.now(), durations: { stoppingMs: 24 * 60 * 60_000 } });
    useAwsEndpoint('QBUSINESS', service.url);
    service.jobs.start();
    service.jobs.stop();
    const other = open();
    const waiting = await other.open(never);
    const begun = clock.monotonic();
    expect(await waiting.put([testDocument('a')], never)).toMatchObject([
      { accepted: false, failure: { code: 'qbusiness.sync-job-stuck', kind: 'transient' } },
    ]);
    expect((clock.monotonic() - begun) / 60_000).toBeCloseTo(15, 0);
    await waiting.end();
    await other.close();
  });

  it('that is ending is waited for', async () => {
    await service.close();
    service = await startQBusiness({
      ids,
      now: () => clock.now(),
      durations: { stoppingMs: 5_000, indexingMs: 60_000 },
    });
    useAwsEndpoint('QBUSINESS', service.url);
    service.jobs.start();
    service.jobs.stop();
    const other = open();
    const waiting = await other.open(never);
    expect(await waiting.put([testDocument('a')], never)).toEqual([accepted('a')]);
    // Told once, however often it is looked at.
    expect(events.flatMap((event) => (event.type === 'sync-job' ? [event.state] : []))).toEqual([
      'waiting: the last job is STOPPING',
      'waiting: the last job is SYNCING_INDEXING',
      'started',
    ]);
    await waiting.end();
    await other.close();
  });
});
