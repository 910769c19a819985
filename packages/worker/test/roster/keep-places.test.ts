import { assignMailboxes } from '@connector/shared';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keepPlaces } from '../../src/roster/keep-places.ts';

const names = fc.uniqueArray(fc.integer({ min: 0, max: 40 }).map((number) => `m${number}@x.example`));

describe('the places of a list', () => {
  it('are kept by who stays; who comes takes one that became free, or the end', () => {
    expect(keepPlaces(['a', 'b', 'c'], ['c', 'b', 'a'])).toEqual(['a', 'b', 'c']);
    expect(keepPlaces(['a', 'b', 'c'], ['a', 'c', 'd', 'e'])).toEqual(['a', 'd', 'c', 'e']);
  });

  it('that are left over are taken from the end', () => {
    expect(keepPlaces(['a', 'b', 'c', 'd'], ['b', 'c', 'd'])).toEqual(['d', 'b', 'c']);
    expect(keepPlaces(['a', 'b', 'c', 'd'], ['b'])).toEqual(['b']);
    expect(keepPlaces(['a', 'b'], ['a'])).toEqual(['a']);
    expect(keepPlaces(['a'], [])).toEqual([]);
  });

  it('hold exactly those who are wanted, each once', () => {
    fc.assert(
      fc.property(names, names, (before, wanted) => {
        expect([...keepPlaces(before, wanted)].sort()).toEqual([...wanted].sort());
      }),
    );
  });

  it('change for no more mailboxes than went', () => {
    fc.assert(
      fc.property(names, names, fc.integer({ min: 1, max: 7 }), (before, wanted, workers) => {
        const workerOf = (list: readonly string[]) =>
          new Map(
            Array.from({ length: workers }, (_, index) => index).flatMap((index) =>
              assignMailboxes(list, index, workers).map((address) => [address, index] as const),
            ),
          );
        const [old, now] = [workerOf(before), workerOf(keepPlaces(before, wanted))];
        const moved = before.filter((address) => now.has(address) && now.get(address) !== old.get(address));
        expect(moved.length).toBeLessThanOrEqual(before.filter((address) => !now.has(address)).length);
      }),
    );
  });
});
