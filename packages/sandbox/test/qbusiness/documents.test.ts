import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReadObject } from '../../src/index.ts';
import { type Api, blob, doc, IX, ids, invalid, openApi, X } from './api.ts';

const start = Date.parse('2026-11-27T00:00:00Z');
let now = start;
let api: Api;
beforeEach(async () => {
  now = start;
  api = await openApi({
    now: () => now,
    units: 1,
    fields: [{ name: 'xchng_to', type: 'STRING_LIST' }],
    durations: { receivedMs: 10, processingMs: 100 },
  });
});
afterEach(() => api.close());

const role = 'arn:aws:iam::000000000000:role/reader';
const s3 = { content: { s3: { bucket: 'mail-bucket', key: 'a/b' } } };
const attribute = (name: string, value: object) => ({ attributes: [{ name, value }] });
const inline = (configuration: object) => ({
  documentEnrichmentConfiguration: { inlineConfigurations: [configuration] },
});
const acl = (accessConfiguration: object) => ({ accessConfiguration });
const statuses = async () =>
  (await api.call('GET', `${X}/documents`)).body.documentDetailList.map(({ status }) => status);

describe('BatchPutDocument', () => {
  it.each<[string, object]>([
    ['an unknown member', { colour: 'red' }],
    ['an empty title', { title: '' }],
    ['a title of 1025 characters', { title: 'x'.repeat(1025) }],
    ['an id with a control character', { id: 'a\u0000b' }],
    ['an id of 1826 characters', { id: 'x'.repeat(1826) }],
    ['a type that there is not', { contentType: 'EML' }],
    ['content that is no base64', { content: { blob: '#' } }],
    ['content of both kinds', { content: { ...blob('x'), ...s3.content } }],
    ['content of no kind', { content: {} }],
    ['an empty list of attributes', { attributes: [] }],
    ['an attribute with two values', attribute('_category', { stringValue: 'x', longValue: 1 })],
    ['an empty text in a list', attribute('xchng_to', { stringListValue: [''] })],
    ['a text of 2049 characters', attribute('_category', { stringValue: 'x'.repeat(2049) })],
    ['a date in words', attribute('_created_at', { dateValue: '2026-11-27' })],
    ['an access list without principals', acl({ accessControls: [{ principals: [] }] })],
    ['an empty access list', acl({ accessControls: [] })],
    ['a principal without access', acl({ accessControls: [{ principals: [{ user: { id: 'a' } }] }] })],
    ['content in S3 without a role', s3],
    ['an empty list of enrichments', { documentEnrichmentConfiguration: { inlineConfigurations: [] } }],
    ['an enrichment operator that there is not', inline({ condition: { key: 'k', operator: 'LIKE' } })],
    ['an enrichment target without a key', inline({ target: { attributeValueOperator: 'DELETE' } })],
    [
      'a hook with an unknown member',
      { documentEnrichmentConfiguration: { preExtractionHookConfiguration: { x: 1 } } },
    ],
    ['media extraction without a status', { mediaExtractionConfiguration: { imageExtractionConfiguration: {} } }],
    ['media extraction of another kind', { mediaExtractionConfiguration: { pdfExtractionConfiguration: {} } }],
  ])('refuses %s', async (_, rest) => {
    expect(await api.put(doc('good'), doc('bad', rest))).toMatchObject(invalid);
    expect([...api.service.documents.all()]).toEqual([]);
  });

  it.each<[string, object]>([
    ['no document', { documents: [] }],
    ['eleven documents', { documents: Array.from({ length: 11 }, (_, i) => doc(`d${i}`)) }],
    ['one document twice', { documents: [doc('a'), doc('a')] }],
    ['a role that is none', { documents: [doc('a', s3)], roleArn: 'reader' }],
    ['a job id that is none', { documents: [doc('a')], dataSourceSyncId: 'x' }],
  ])('refuses %s', async (_, body) => {
    expect(await api.call('POST', `${IX}/documents`, body)).toMatchObject(invalid);
  });

  it('takes enrichment and media extraction that fit the model', async () => {
    const condition = { key: '_category', operator: 'EQUALS', value: { stringValue: 'x' } };
    const enriched = {
      documentEnrichmentConfiguration: {
        preExtractionHookConfiguration: { invocationCondition: condition, lambdaArn: 'arn', roleArn: role },
        inlineConfigurations: [{ condition, target: { key: '_category', attributeValueOperator: 'DELETE' } }],
      },
      mediaExtractionConfiguration: { imageExtractionConfiguration: { imageExtractionStatus: 'ENABLED' } },
    };
    expect(await api.put(doc('a', enriched))).toMatchObject({ status: 200, body: { failedDocuments: [] } });
  });

  it.each<[string, object]>([
    ['without content', { content: undefined }],
    ['with empty content', { content: blob('') }],
    ['with an attribute that has no field', attribute('xchng_from', { stringValue: 'x' })],
    ['with an attribute of another type', attribute('xchng_to', { stringValue: 'x' })],
  ])('hands back a document %s and takes the others', async (_, rest) => {
    const { body } = await api.put(doc('good'), doc('bad', rest));
    expect(body.failedDocuments).toMatchObject([{ id: 'bad', error: { errorCode: 'InvalidRequest' } }]);
    expect([...api.service.documents.all()].map(({ id }) => id)).toEqual(['good']);
  });

  it('hands everything back under a job that does not run', async () => {
    const body = { documents: [doc('a')], dataSourceSyncId: 'd'.repeat(36) };
    const reply = await api.call('POST', `${IX}/documents`, body);
    expect(reply).toMatchObject({ status: 200, body: { failedDocuments: [{ id: 'a' }] } });
  });

  it.each<[string, object, string]>([
    ['HTML outside of an html element', { contentType: 'HTML', content: blob('<p>x</p>') }, 'html element'],
    ['a PDF that is none', { contentType: 'PDF', content: blob('words') }, 'no PDF'],
    ['text that was encoded twice', { content: blob(blob('long enough to be seen as twice').blob) }, 'base64'],
    ['more than 5 MB of text', { content: blob('word '.repeat(1024 * 1024 + 1)) }, '5 MB'],
  ])('accepts %s, which fails to be indexed', async (_, rest, reason) => {
    expect((await api.put(doc('a', rest))).body.failedDocuments).toEqual([]);
    expect(await statuses()).toEqual(['RECEIVED']);
    now += 110;
    const [row] = (await api.call('GET', `${X}/documents`)).body.documentDetailList;
    expect(row).toMatchObject({
      status: 'DOCUMENT_FAILED_TO_INDEX',
      error: { errorCode: 'InvalidRequest', errorMessage: expect.stringContaining(reason) },
    });
  });

  it('accepts content in S3, and fails it when the role finds no object there', async () => {
    expect((await api.call('POST', `${IX}/documents`, { documents: [doc('a', s3)], roleArn: role })).status).toBe(200);
    expect(api.service.documents.get('a')?.failure).toContain('s3://mail-bucket/a/b');
  });

  it('reads content in S3 in the role, up to 50 MB', async () => {
    await api.close();
    const sizes: Readonly<Record<string, number>> = { 'a/b': 4, 'a/large': 50 * 1024 * 1024 + 1 };
    const readObject: ReadObject = ({ key, roleArn }) =>
      roleArn === role ? Buffer.alloc(sizes[key] ?? 0, 'x') : undefined;
    api = await openApi({ readObject });
    const more = { content: { s3: { bucket: 'mail-bucket', key: 'a/large' } } };
    await api.call('POST', `${IX}/documents`, { documents: [doc('a', s3), doc('b', more)], roleArn: role });
    expect(Buffer.from(api.service.documents.get('a')?.content ?? []).toString()).toBe('xxxx');
    expect(api.service.documents.get('a')?.failure).toBeUndefined();
    expect(api.service.documents.get('b')?.failure).toContain('50 MB');
  });
});

describe('a document', () => {
  it('is received, processed and indexed; put again, it is updated', async () => {
    await api.put(doc('a'));
    expect(await statuses()).toEqual(['RECEIVED']);
    now += 10;
    expect(await statuses()).toEqual(['PROCESSING']);
    now += 100;
    expect(await statuses()).toEqual(['INDEXED']);
    await api.put(doc('a'));
    now += 110;
    expect(await statuses()).toEqual(['UPDATED']);
  });

  it('that is deleted is listed as going, then as gone', async () => {
    await api.put(doc('a'));
    await api.call('POST', `${IX}/documents/delete`, { documents: [{ documentId: 'a' }] });
    expect(await statuses()).toEqual(['DELETING']);
    now += 100;
    expect(await statuses()).toEqual(['DELETED']);
    await api.put(doc('a'));
    expect(await statuses()).toEqual(['RECEIVED']);
  });

  it('that is not there cannot be deleted', async () => {
    const { body } = await api.call('POST', `${IX}/documents/delete`, { documents: [{ documentId: 'a' }] });
    expect(body.failedDocuments).toMatchObject([{ id: 'a', error: { errorCode: 'ResourceNotFound' } }]);
  });
});

describe('a unit of capacity', () => {
  const full = { status: 402, type: 'ServiceQuotaExceededException' };
  const fourMegabytes = { content: blob('x y '.repeat(1024 * 1024)) };

  it('holds 200 MB of text', async () => {
    const { documents } = api.service;
    for (let i = 0; i < 50; i += 1) documents.put({ id: `d${i}`, ...fourMegabytes }, { dataSourceId: undefined });
    expect(await api.put(doc('one more'))).toMatchObject(full);
    expect(await api.put(doc('d0', { ...fourMegabytes, title: 'changed' }))).toMatchObject({ status: 200 });
    await api.call('POST', `${IX}/documents/delete`, { documents: [{ documentId: 'd0' }] });
    expect(await api.put(doc('one more'))).toMatchObject({ status: 200 });
    const { indexStatistics } = (await api.call('GET', IX)).body;
    const text = 49 * 4 * 1024 * 1024 + 'some words'.length;
    const expected = { indexedTextDocumentCount: 50, indexedTextBytes: text };
    expect(indexStatistics.textDocumentStatistics).toEqual(expected);
  });

  it('holds 20,000 documents', async () => {
    const { documents } = api.service;
    for (let i = 0; i < 20_000; i += 1) documents.put({ id: `d${i}` }, { dataSourceId: ids.dataSourceId });
    expect(await api.put(doc('one more'))).toMatchObject(full);
    expect(await api.put(doc('d7'))).toMatchObject({ status: 200 });
  });
});

describe('ListDocuments', () => {
  it('pages, and refuses tokens and sizes that it did not offer', async () => {
    for (let i = 0; i < 3; i += 1) await api.put(doc(`d${i}`));
    const first = (await api.call('GET', `${X}/documents?maxResults=2`)).body;
    const second = await api.call('GET', `${X}/documents?maxResults=2&nextToken=${first.nextToken}`);
    expect(second.body.documentDetailList).toHaveLength(1);
    expect(second.body.nextToken).toBeUndefined();
    for (const query of [
      'nextToken=2',
      `nextToken=${first.nextToken}&dataSourceIds=${ids.dataSourceId}`,
      'maxResults=0',
      'maxResults=101',
      'maxResults=1e1',
      'maxResults=',
      'dataSourceIds=x',
      `dataSourceIds=${ids.dataSourceId}&dataSourceIds=${ids.dataSourceId}`,
    ]) {
      expect(await api.call('GET', `${X}/documents?${query}`)).toMatchObject(invalid);
    }
  });
});
