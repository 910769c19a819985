import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { QBusinessFault } from '../../src/index.ts';
import { type Api, D, doc, IX, invalid, openApi, X } from './api.ts';

const start = Date.parse('2026-11-27T00:00:00Z');
let now = start;
let api: Api;
beforeEach(async () => {
  now = start;
  api = await openApi({ now: () => now, durations: { stoppingMs: 10, indexingMs: 100 } });
});
afterEach(() => api.close());

const list = (query = '') => api.call('GET', `${D}/syncjobs${query}`);
const history = async (query = '') => (await list(query)).body.history;
const begin = async () => (await api.call('POST', `${D}/startsync`)).body.executionId;
const stop = () => api.call('POST', `${D}/stopsync`);
const putUnder = (dataSourceSyncId: string, ...documents: object[]) =>
  api.call('POST', `${IX}/documents`, { documents, dataSourceSyncId });

describe('a sync job', () => {
  it('runs, stops, indexes and succeeds', async () => {
    await begin();
    const seen = [(await history())[0]?.status];
    await stop();
    for (const wait of [0, 10, 100]) {
      now += wait;
      seen.push((await history())[0]?.status);
    }
    expect(seen).toEqual(['SYNCING', 'STOPPING', 'SYNCING_INDEXING', 'SUCCEEDED']);
  });

  it('is one at a time until it has ended', async () => {
    await begin();
    const refused = { status: 409, type: 'ConflictException' };
    expect(await api.call('POST', `${D}/startsync`)).toMatchObject(refused);
    await stop();
    expect(await api.call('POST', `${D}/startsync`)).toMatchObject(refused);
    now += 110;
    expect(await api.call('POST', `${D}/startsync`)).toMatchObject({ status: 200 });
  });

  it('cannot be stopped when none runs', async () => {
    expect(await stop()).toMatchObject(invalid);
  });

  it('counts what was sent under it, each document once', async () => {
    await api.put(doc('old'));
    const job = await begin();
    await putUnder(job, doc('new'), doc('old'));
    await putUnder(job, doc('new'));
    await api.call('POST', `${IX}/documents/delete`, { documents: [{ documentId: 'old' }], dataSourceSyncId: job });
    expect((await history())[0]?.metrics).toEqual({
      documentsAdded: '1',
      documentsModified: '1',
      documentsDeleted: '1',
      documentsFailed: '0',
    });
  });

  it.each(['FAILED', 'DOCUMENT_FAILED_TO_INDEX'] as const)(
    'ends incomplete when an accepted document ends as %s on demand',
    async (status) => {
      const effect: QBusinessFault = { kind: 'fail-later', status, message: 'cannot be read' };
      api.service.faults.add({ operation: 'Document', target: 'b', effect });
      const job = await begin();
      expect((await putUnder(job, doc('a'), doc('b'))).body.failedDocuments).toEqual([]);
      await stop();
      now += 110;
      expect(await history()).toMatchObject([
        { status: 'INCOMPLETE', metrics: { documentsAdded: '1', documentsFailed: '1' } },
      ]);
      const { documentDetailList } = (await api.call('GET', `${X}/documents`)).body;
      expect(documentDetailList).toMatchObject([
        { documentId: 'a', status: 'INDEXED' },
        { documentId: 'b', status, error: { errorMessage: 'cannot be read' } },
      ]);
    },
  );

  it.each(['FAILED', 'ABORTED'] as const)('becomes %s behind the caller’s back on demand', async (status) => {
    const job = await begin();
    api.service.faults.add({ operation: 'BatchPutDocument', times: 1, effect: { kind: 'break-job', status } });
    expect((await putUnder(job, doc('a'))).body.failedDocuments).toMatchObject([{ id: 'a' }]);
    expect(await history()).toMatchObject([{ executionId: job, status, error: { errorCode: 'InternalError' } }]);
    expect(await api.call('POST', `${D}/startsync`)).toMatchObject({ status: 200 });
  });
});

describe('ListDataSourceSyncJobs', () => {
  beforeEach(async () => {
    for (let hour = 0; hour < 3; hour += 1) {
      now = start + hour * 3_600_000;
      await begin();
      if (hour < 2) await stop();
    }
  });

  it.each<[string, string, readonly number[]]>([
    ['everything, newest first', '', [2, 1, 0]],
    ['by status', '?syncStatus=SUCCEEDED', [1, 0]],
    ['from a time on', '?startTime=2026-11-27T01:00:00Z', [2, 1]],
    ['until a time', '?endTime=2026-11-27T01:00:00.000Z', [1, 0]],
    ['within times', '?startTime=2026-11-27T00:30:00Z&endTime=2026-11-27T01:30:00Z', [1]],
  ])('lists %s', async (_, query, hours) => {
    const started = (await history(query)).map((job) => (job.startTime - start / 1000) / 3600);
    expect(started).toEqual(hours);
  });

  it.each([
    ['a status that there is not', '?syncStatus=DONE'],
    ['a time that is none', '?startTime=yesterday'],
    ['a time in seconds', '?endTime=1795737600'],
    ['times the wrong way round', '?startTime=2026-11-27T02:00:00Z&endTime=2026-11-27T01:00:00Z'],
    ['eleven results', '?maxResults=11'],
    ['a token that it did not give', '?nextToken=1'],
  ])('refuses %s', async (_, query) => {
    expect(await list(query)).toMatchObject(invalid);
  });

  it('pages', async () => {
    const first = (await list('?maxResults=2')).body;
    expect(first.history).toHaveLength(2);
    const second = (await list(`?maxResults=2&nextToken=${first.nextToken}`)).body;
    expect(second.history).toHaveLength(1);
    expect(second.nextToken).toBeUndefined();
  });
});
