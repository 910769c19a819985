import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { QBusinessFault } from '../../src/index.ts';
import { type Api, D, doc, IX, invalid, openApi, X } from './api.ts';

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterEach(() => api.service.faults.clear());
afterAll(() => api.close());

const body = { documents: [doc('a')] };

describe('the wire', () => {
  it.each<[string, Parameters<Api['call']>, object]>([
    ['a body that is no JSON', ['POST', `${IX}/documents`, '{'], invalid],
    ['a body that is a list', ['POST', `${IX}/documents`, '[]'], invalid],
    ['another content type', ['POST', `${IX}/documents`, body, { 'content-type': 'text/plain' }], { status: 415 }],
    ['a body where there is none', ['POST', `${D}/startsync`, { now: true }], invalid],
    ['a label that is not percent-encoded', ['GET', `${X}/users/%E0%A4%A/documents/a/check-document-access`], invalid],
    ['more than 10 MB', ['POST', `${IX}/documents`, `"${'x'.repeat(10 * 1024 * 1024)}"`], { status: 413 }],
    ['an unknown operation', ['PATCH', IX], { status: 404, type: 'UnknownOperationException' }],
    ['no signature', ['GET', IX, undefined, { authorization: '' }], { status: 403, type: 'AccessDeniedException' }],
    ['a stale signature', ['GET', IX, undefined, { 'x-amz-date': '20261128T000000Z' }], { status: 403 }],
  ])('refuses %s', async (_, call, reply) => {
    expect(await api.call(...call)).toMatchObject(reply);
  });

  it('decodes path labels', async () => {
    await api.put(doc('AAMk/x+y=='));
    const path = `${X}/users/ann%40example.com/documents/AAMk%2Fx%2By%3D%3D/check-document-access`;
    expect((await api.call('GET', path)).body.hasAccess).toBe(true);
  });
});

describe('a fault', () => {
  const strike = (effect: QBusinessFault, operation = 'GetIndex') =>
    api.service.faults.add({ operation, effect, times: 1 });

  it('answers with an error, with the wait that is advised', async () => {
    strike({ kind: 'error', status: 429, type: 'ThrottlingException', retryAfterSeconds: 2 });
    expect(await api.call('GET', IX)).toMatchObject({ status: 429, type: 'ThrottlingException' });
    expect(await api.call('GET', IX)).toMatchObject({ status: 200 });
  });

  it.each(['before', 'after'] as const)('ends the connection %s the call is done', async (when) => {
    strike({ kind: 'reset', when }, 'BatchPutDocument');
    await expect(api.put(doc(when))).rejects.toThrow('fetch failed');
    expect(api.service.documents.get(when) !== undefined).toBe(when === 'after');
  });

  it('hands single documents back', async () => {
    const effect: QBusinessFault = { kind: 'reject', errorCode: 'InternalError' };
    api.service.faults.add({ operation: 'Document', target: 'y', effect });
    const { failedDocuments } = (await api.put(doc('x'), doc('y'))).body;
    expect(failedDocuments).toMatchObject([{ id: 'y', error: { errorCode: 'InternalError' } }]);
  });
});
