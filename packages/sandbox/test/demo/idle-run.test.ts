import { describe, expect, it } from '@jest/globals';
import { idleCosts } from '../../src/demo/idle-run.ts';
import { rowsWritten } from '../../src/demo/row-writes.ts';

const row = (sk: string, more: object = {}) => ({ pk: { S: 'mailbox|ann|primary' }, sk: { S: sk }, ...more });
const lease = (owner: string, beat: number) => row('lease', { owner: { S: owner }, beat: { N: String(beat) } });

describe('rows that a request writes', () => {
  it.each<[string, object, readonly string[]]>([
    ['PutItem', { Item: row('mailbox') }, ['mailbox']],
    ['UpdateItem', { Key: row('item|a|b') }, ['item']],
    ['DeleteItem', { Key: row('failure|a|b') }, ['failure']],
    [
      'BatchWriteItem',
      { RequestItems: { t: [{ PutRequest: { Item: row('item|a') } }, { DeleteRequest: { Key: row('orphan|b') } }] } },
      ['item', 'orphan'],
    ],
    [
      'TransactWriteItems',
      {
        TransactItems: [
          { ConditionCheck: { Key: row('lease') } },
          { Put: { Item: row('folder|a') } },
          { Update: { Key: row('document|a') } },
          { Delete: { Key: row('item|a') } },
        ],
      },
      ['folder', 'document', 'item'],
    ],
    ['GetItem', { Key: row('lease') }, []],
    ['BatchGetItem', { RequestItems: {} }, []],
  ])('are counted one by one (%s)', (operation, body, kinds) => {
    expect(rowsWritten(operation, { ...body })).toEqual(kinds);
  });

  it('tell a lease that is taken or given back from one that is renewed', () => {
    expect(rowsWritten('PutItem', { Item: lease('worker-0', 0) })).toEqual(['lease']);
    expect(rowsWritten('PutItem', { Item: lease('', 3) })).toEqual(['lease']);
    expect(rowsWritten('PutItem', { Item: lease('worker-0', 1) })).toEqual(['lease renewed']);
  });
});

describe('a run with nothing new', () => {
  const run = { calls: { 'exchange.SyncFolderItems': 9 }, rows: { lease: 4, mailbox: 1 }, storesAsked: 2, stores: 1 };

  it('may take and give back each lease and write one row for each store', () => {
    expect(idleCosts(run)).toEqual([]);
    expect(idleCosts({ ...run, rows: { ...run.rows, 'lease renewed': 7 } })).toEqual([]);
  });

  it.each<[string, number]>([
    ['lease', 5],
    ['mailbox', 2],
    ['folder', 1],
    ['item', 1],
    ['in-flight', 1],
  ])('may not write %s rows beyond that', (kind, count) => {
    expect(idleCosts({ ...run, rows: { ...run.rows, [kind]: count } })).toEqual([
      expect.stringContaining(`${count} "${kind}" rows`),
    ]);
  });

  it.each([
    'exchange.GetItem',
    'exchange.GetAttachment',
    'graph.GetMessage',
    'graph.GetAttachmentValue',
    'qbusiness.BatchPutDocument',
    'qbusiness.BatchDeleteDocument',
  ])('makes no call of %s', (call) => {
    expect(idleCosts({ ...run, calls: { [call]: 1 } })).toEqual([expect.stringContaining(call)]);
  });
});
