import { describe, expect, it } from '@jest/globals';
import { addCounts, addTallies, noCounts } from '../../src/sync/counts.ts';

describe('counts', () => {
  it('begin at nothing', () => {
    expect(new Set(Object.values(noCounts))).toEqual(new Set([0]));
  });

  it('add up, each by its name', () => {
    const one = addCounts(noCounts, { indexed: 2, pages: 1 });
    expect(addCounts(one, { indexed: 3 })).toEqual({ ...noCounts, indexed: 5, pages: 1 });
    expect(one.indexed).toBe(2);
  });

  it('by cause add up as well, and leave what they were made of as it was', () => {
    const one = { a: 1, b: 2 };
    expect(addTallies(one, { b: 3, c: 4 })).toEqual({ a: 1, b: 5, c: 4 });
    expect(one).toEqual({ a: 1, b: 2 });
  });
});
