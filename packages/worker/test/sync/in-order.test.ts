import { describe, expect, it } from '@jest/globals';
import { inOrder } from '../../src/sync/in-order.ts';

/** Tasks whose results a test gives out. */
function given(count: number) {
  const begun: number[] = [];
  const results: { readonly resolve: (result: string) => void; readonly reject: (failure: Error) => void }[] = [];
  const tasks = Array.from({ length: count }, (_, number) => () => {
    begun.push(number);
    return new Promise<string>((resolve, reject) => {
      results[number] = { resolve, reject };
    });
  });
  return { tasks, begun, results };
}

describe('results in order', () => {
  it('come in the order of their tasks, whichever ends first', async () => {
    const { tasks, results } = given(3);
    const got = inOrder(tasks, () => 3);
    const first = got.next();
    for (const [number, name] of [
      [2, 'c'],
      [1, 'b'],
      [0, 'a'],
    ] as const)
      results[number]?.resolve(name);
    expect([(await first).value, (await got.next()).value, (await got.next()).value]).toEqual(['a', 'b', 'c']);
    expect(await got.next()).toEqual({ done: true, value: undefined });
  });

  it('have so many tasks under way as is said, also while one is worked off', async () => {
    const { tasks, begun, results } = given(6);
    let most = 0;
    const got = inOrder(tasks, () => most);
    const first = got.next();
    expect(begun).toEqual([0]);
    results[0]?.resolve('a');
    await first;
    expect(begun).toEqual([0]);
    most = 3;
    const second = got.next();
    expect(begun).toEqual([0, 1, 2, 3]);
    results[1]?.resolve('b');
    await second;
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  it('end with the failure of a task: no other is begun, and none is still under way', async () => {
    const { tasks, begun, results } = given(4);
    const got = inOrder(tasks, () => 2);
    const end = got.next();
    let over = false;
    const failed = end.catch((thrown: Error) => {
      over = true;
      return thrown.message;
    });
    results[0]?.reject(new Error('no'));
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    expect(over).toBe(false);
    results[1]?.reject(new Error('neither'));
    expect(await failed).toBe('no');
    expect(begun).toEqual([0, 1]);
  });

  it('begin no task after any failed, though its turn has not come', async () => {
    const { tasks, begun, results } = given(4);
    const got = inOrder(tasks, () => 2);
    const first = got.next();
    results[1]?.reject(new Error('no'));
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    results[0]?.resolve('a');
    expect((await first).value).toBe('a');
    await expect(got.next()).rejects.toThrow('no');
    expect(begun).toEqual([0, 1]);
  });
});
