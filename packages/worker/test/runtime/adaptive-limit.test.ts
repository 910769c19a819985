import { describe, expect, it } from '@jest/globals';
import { adaptiveLimit } from '../../src/runtime/adaptive-limit.ts';

/** Tasks that end when they are told to. */
function tasks(most: number) {
  const limit = adaptiveLimit(most);
  const running: { readonly end: () => void; readonly fail: () => void }[] = [];
  const ends: Promise<void>[] = [];
  const begin = (count: number): void => {
    for (let number = 0; number < count; number += 1) {
      const task = () =>
        new Promise<void>((resolve, reject) => running.push({ end: resolve, fail: () => reject(new Error('no')) }));
      ends.push(limit.run(task).catch(() => {}));
    }
  };
  /** All tasks that run end, and those that they made room for begin. */
  const endAll = async (how: 'end' | 'fail' = 'end'): Promise<void> => {
    for (const task of running.splice(0)) task[how]();
    await settled();
  };
  return { limit, running, begin, endAll, all: () => Promise.all(ends) };
}

/** Everything that only waits for promises has happened. */
const settled = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve);
  });

describe('tasks at a time', () => {
  it('are as many as there may be, and those that wait come next', async () => {
    const { running, begin, endAll } = tasks(4);
    begin(6);
    await settled();
    expect(running).toHaveLength(4);
    await endAll();
    expect(running).toHaveLength(2);
  });

  it('are half as many after a throttle, one at the least', async () => {
    const { limit, running, begin, endAll } = tasks(4);
    limit.throttled();
    begin(9);
    await settled();
    expect(running).toHaveLength(2);
    limit.throttled();
    limit.throttled();
    await endAll('fail');
    expect(running).toHaveLength(1);
  });

  it('are halved once for all that are throttled together, and again for those that follow', async () => {
    const { limit, running, begin, endAll } = tasks(8);
    begin(30);
    await settled();
    for (const _ of running) limit.throttled();
    await endAll('fail');
    expect(running).toHaveLength(4);
    for (const _ of running) limit.throttled();
    await endAll('fail');
    expect(running).toHaveLength(2);
  });

  it('are halved again for one that is throttled after those beside it succeeded', async () => {
    const { limit, running, begin, endAll } = tasks(8);
    begin(40);
    await settled();
    limit.throttled();
    for (let round = 0; round < 2; round += 1) await endAll();
    const before = running.length;
    limit.throttled();
    await endAll('fail');
    expect(running).toHaveLength(Math.floor(before / 2));
  });

  it('become one more whenever as many have succeeded as there may be, and never more than at first', async () => {
    const { limit, running, begin, endAll } = tasks(3);
    limit.throttled();
    begin(20);
    await settled();
    const counts: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      counts.push(running.length);
      await endAll();
    }
    expect(counts).toEqual([1, 2, 3, 3]);
  });

  it('stay as many as they are while tasks fail', async () => {
    const { limit, running, begin, endAll } = tasks(4);
    limit.throttled();
    begin(9);
    await settled();
    await endAll('fail');
    await endAll('fail');
    expect(running).toHaveLength(2);
  });
});
