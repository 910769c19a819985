import { describe, expect, it } from '@jest/globals';
import type { IndexDocument } from '../../src/documents/index.ts';
import { ConnectorError } from '../../src/errors.ts';
import { putBuffer } from '../../src/sync/put-buffer.ts';
import { storeContext } from '../support/store-context.ts';
import { testDocument } from '../support/test-documents.ts';

const mebibyte = 1024 * 1024;
const sized = (id: string, bytes: number): IndexDocument => ({ ...testDocument(id), content: new Uint8Array(bytes) });

/** A buffer, and the requests that it makes. */
async function watched() {
  const requests: string[][] = [];
  const base = await storeContext();
  const index = {
    ...base.index,
    put: async (documents: readonly IndexDocument[]) => {
      requests.push(documents.map(({ id }) => id));
      const failure = { code: 'x', kind: 'permanent', message: 'no' } as const;
      return documents.map(({ id }) =>
        id === 'bad' ? ({ id, accepted: false, failure } as const) : ({ id, accepted: true } as const),
      );
    },
  };
  const context = { ...base, index };
  return { requests, context, buffer: putBuffer(context) };
}

describe('documents on their way to the index', () => {
  it('wait for each other until 14 MiB have come together, and then begin anew', async () => {
    const { buffer, requests } = await watched();
    for (const id of ['a', 'b']) await buffer.add(sized(id, 7 * mebibyte - 1));
    expect(requests).toEqual([]);
    await buffer.add(sized('c', 2));
    expect(requests).toEqual([['a', 'b', 'c']]);
    await buffer.add(sized('d', 14 * mebibyte - 1));
    expect(requests).toHaveLength(1);
    await buffer.flush();
    expect(requests).toEqual([['a', 'b', 'c'], ['d']]);
  });

  it('cost no request when there are none', async () => {
    const { buffer, requests, context } = await watched();
    await buffer.flush();
    await buffer.add(sized('a', 1));
    await buffer.flush();
    await buffer.flush();
    expect(requests).toEqual([['a']]);
    expect(context.progress.counts.documentsPut).toBe(1);
  });

  it('are counted when the index accepted them, and each has its outcome', async () => {
    const { buffer, context } = await watched();
    for (const id of ['a', 'bad', 'c']) await buffer.add(sized(id, 1));
    await buffer.flush();
    expect(context.progress.counts.documentsPut).toBe(2);
    expect(['a', 'bad', 'other'].map((id) => buffer.outcome(id)?.accepted)).toEqual([true, false, undefined]);
  });

  it('are not sent while others are on their way: of two writes to one document the later counts', async () => {
    const { context, requests } = await watched();
    const sent: (() => void)[] = [];
    const put: typeof context.index.put = async (documents) => {
      await new Promise<void>((resolve) => {
        sent.push(resolve);
      });
      return context.index.put(documents);
    };
    const buffer = putBuffer({ ...context, index: { ...context.index, put } });
    const settled = () =>
      new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
    const first = buffer.add(sized('a', 14 * mebibyte));
    await settled();
    const second = buffer.add(sized('a', 14 * mebibyte));
    await settled();
    expect(sent).toHaveLength(1);
    sent[0]?.();
    await first;
    await settled();
    sent[1]?.();
    await second;
    expect(requests).toEqual([['a'], ['a']]);
  });

  it('are not sent once a request failed as a whole: whoever adds others hears of it', async () => {
    const { context } = await watched();
    let puts = 0;
    const put = async () => {
      puts += 1;
      throw new ConnectorError({ code: 'down', kind: 'configuration', message: 'why' });
    };
    const buffer = putBuffer({ ...context, index: { ...context.index, put } });
    const added = await Promise.allSettled(['a', 'b', 'c'].map((id) => buffer.add(sized(id, 14 * mebibyte))));
    expect(added.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    await expect(buffer.add(sized('d', 1))).rejects.toMatchObject({ code: 'down' });
    await expect(buffer.flush()).rejects.toMatchObject({ code: 'down' });
    expect(puts).toBe(1);
  });
});
