import { describe, expect, it } from '@jest/globals';
import { ConnectorError, type FailureKind } from '../../src/errors.ts';
import { fetchMessages } from '../../src/sync/fetch-messages.ts';
import { readerOf, storeContext } from '../support/store-context.ts';
import { testMessage } from '../support/test-documents.ts';

const failure = (kind: FailureKind) => ({ code: 'http.500', kind, message: 'why' });

/** A source that fails each request with one of these in it. */
async function spoiled(bad: readonly string[], kind: FailureKind = 'transient') {
  const requests: string[] = [];
  const reader = readerOf(async (itemIds) => {
    requests.push(itemIds.join(''));
    if (itemIds.some((id) => bad.includes(id))) throw new ConnectorError(failure(kind));
    return itemIds.map((itemId) => ({ ok: true, value: testMessage({ itemId }) }) as const);
  });
  const context = await storeContext({ reader });
  return {
    requests,
    fetch: async (ids: string) =>
      (await fetchMessages(context, [...ids])).map((outcome) =>
        outcome.ok ? outcome.value.itemId : outcome.failure.code,
      ),
  };
}

describe('fetching messages', () => {
  it('takes one request when nothing is wrong, and none for nothing', async () => {
    const { fetch, requests } = await spoiled([]);
    expect(await fetch('abcd')).toEqual(['a', 'b', 'c', 'd']);
    expect(await fetch('')).toEqual([]);
    expect(requests).toEqual(['abcd']);
  });

  it('halves a request that fails until what spoils it stands alone, and keeps the order', async () => {
    const { fetch, requests } = await spoiled(['d']);
    expect(await fetch('abcde')).toEqual(['a', 'b', 'c', 'http.500', 'e']);
    expect(requests).toEqual(['abcde', 'abc', 'de', 'd', 'e']);
  });

  it('gives up the rest after five single messages in a row that failed', async () => {
    const { fetch, requests } = await spoiled([...'abcdefghijklmnop']);
    expect(await fetch('abcdefghijklmnop')).toEqual(Array(16).fill('http.500'));
    expect(requests.filter((ids) => ids.length === 1)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(requests).toHaveLength(12);
  });

  it('counts the row afresh after each request that worked', async () => {
    const { fetch } = await spoiled([...'abcdfghi']);
    expect(await fetch('abcdefghij')).toEqual([...Array(4).fill('http.500'), 'e', ...Array(4).fill('http.500'), 'j']);
  });

  it.each(['throttled', 'folder', 'mailbox', 'configuration', 'cancelled', 'lease-lost'] as const)(
    'halves nothing when the failure, of kind %s, is not about messages',
    async (kind) => {
      const { fetch, requests } = await spoiled(['a'], kind);
      await expect(fetch('ab')).rejects.toMatchObject({ kind });
      expect(requests).toEqual(['ab']);
    },
  );
});
