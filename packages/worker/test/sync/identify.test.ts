import { describe, expect, it } from '@jest/globals';
import { identify } from '../../src/sync/identify.ts';
import type { FolderRecord } from '../../src/sync/ports/index.ts';
import { prepare } from '../../src/sync/prepared-message.ts';
import { storeContext } from '../support/store-context.ts';
import { testMessage } from '../support/test-documents.ts';

const folder: FolderRecord = {
  id: 'inbox',
  name: 'Inbox',
  path: 'Inbox',
  listing: 2,
  pages: 0,
  listingOpen: true,
  refetch: true,
  fullRun: 0,
  removed: false,
};

/** Copies of one message with these texts, on file under one document with this digest of its content; read again. */
async function readAgain(texts: readonly string[], digestOf: (current: string) => string) {
  const context = await storeContext();
  const messages = texts.map((content, at) => {
    const message = testMessage({ searchKey: 'k', subject: 's', body: { format: 'text', content } });
    return prepare(context, folder, { itemId: `copy ${at}`, listing: 2 }, message);
  });
  const [first] = messages;
  if (first === undefined) throw new Error('no copies');
  const { documentId, fingerprint, rendering, content, copy, attachmentIds } = first;
  const copies = messages.map((message) => message.copy);
  const record = { documentId, fingerprint, rendering, copies, renderedFrom: copy, attachmentIds };
  await context.state.write([{ kind: 'put-document', record: { ...record, content: digestOf(content) } }]);
  const { prepared } = await identify(context, messages);
  return prepared.map((message) => message.documentId === documentId);
}

describe('copies of a message that are read again', () => {
  it('stay with their document when its digest has the form of an earlier version', async () => {
    for (const earlier of ['0:of-another-form', 'b3RoZXI', '']) {
      expect(await readAgain(['b', 'b'], () => earlier)).toEqual([true, true]);
    }
  });

  it('are told apart all the same as soon as one of them was read', async () => {
    expect(await readAgain(['b', 'apart', 'b'], () => '0:of-another-form')).toEqual([true, false, true]);
  });

  it('are told apart from what the document shows by a digest of this form', async () => {
    expect(await readAgain(['b', 'b'], (current) => current)).toEqual([true, true]);
    expect(await readAgain(['b', 'b'], (current) => `${current}-of-another-text`)).toEqual([false, false]);
  });
});
