import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assignMailboxes, parseMailboxList } from '../../src/index.ts';

describe('parseMailboxList', () => {
  it('trims, lower-cases and keeps the first of equal addresses in its place', () => {
    expect(parseMailboxList(' Ann@Example.com, ben@example.com;\nANN@example.com ,, ')).toEqual({
      addresses: ['ann@example.com', 'ben@example.com'],
      invalid: [],
    });
  });

  it.each([
    'ann',
    'ann@',
    '@example.com',
    'ann@example',
    'Ann <ann@example.com>',
    'a b@example.com',
    'a@b@example.com',
  ])('reports %s as no address', (entry) => {
    expect(parseMailboxList(entry)).toEqual({ addresses: [], invalid: [entry] });
  });

  it('reports an address longer than RFC 5321 allows', () => {
    const { addresses } = parseMailboxList(`ann@${'a'.repeat(250)}.com`);
    expect(addresses).toEqual([]);
  });
});

describe('assignMailboxes', () => {
  const seven = ['1', '2', '3', '4', '5', '6', '7'];

  it.each([
    [0, ['1', '4', '7']],
    [1, ['2', '5']],
    [2, ['3', '6']],
  ])('gives worker %i of three its share of seven', (index, share) => {
    expect(assignMailboxes(seven, index, 3)).toEqual(share);
  });

  const lists = fc.uniqueArray(fc.string(), { maxLength: 200 });
  const totals = fc.integer({ min: 1, max: 50 });

  it('gives every mailbox to exactly one worker', () => {
    fc.assert(
      fc.property(lists, totals, (list, total) => {
        const shares = Array.from({ length: total }, (_, index) => assignMailboxes(list, index, total));
        expect(shares.flat().sort()).toEqual([...list].sort());
      }),
    );
  });

  it('gives no worker two mailboxes more than another', () => {
    fc.assert(
      fc.property(lists, totals, (list, total) => {
        const sizes = Array.from({ length: total }, (_, index) => assignMailboxes(list, index, total).length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('leaves a worker without a share when there are more workers than mailboxes', () => {
    expect(assignMailboxes(['1'], 1, 2)).toEqual([]);
  });

  it.each([
    [0, 0],
    [0, -1],
    [0, 1.5],
    [0, Number.NaN],
  ])('refuses index %d of %d: the number of workers', (index, total) => {
    expect(() => assignMailboxes(seven, index, total)).toThrow(`the number of workers is ${total}`);
  });

  it.each([
    [3, 3],
    [-1, 3],
    [0.5, 3],
  ])('refuses index %d of %d: the index', (index, total) => {
    expect(() => assignMailboxes(seven, index, total)).toThrow(`the worker's index is ${index}`);
  });
});
