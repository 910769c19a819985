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
    ['ann', 'there is no @ in it'],
    ['ann@', 'what follows the @ is no domain name'],
    ['@example.com', 'there is nothing before the @'],
    ['ann@example', 'what follows the @ is no domain name'],
    ['ann@example..com', 'what follows the @ is no domain name'],
    [`ann@${'a'.repeat(64)}.com`, 'what follows the @ is no domain name'],
    ['ann@müller.de/x', 'what follows the @ is no domain name'],
    ['ann@mül_ler.de', 'what follows the @ is no domain name'],
    ['Ann <ann@example.com>', 'only the address itself may be given, without name, quotes and blanks'],
    ['a b@example.com', 'only the address itself may be given, without name, quotes and blanks'],
    ['a@b@example.com', 'there is more than one @ in it'],
    ['a..b@example.com', 'what stands before the @ is not allowed in an address'],
    [`${'a'.repeat(65)}@example.com`, 'there are more than 64 characters before the @'],
    ['jörg@example.com', 'Exchange has no mailbox addresses with characters outside ASCII before the @'],
    // The Kelvin sign, which becomes an ordinary k in lower case.
    ['\u212Aim@example.com', 'Exchange has no mailbox addresses with characters outside ASCII before the @'],
  ])('reports %s as no address and says why', (entry, reason) => {
    expect(parseMailboxList(`ok@example.com,,${entry}`)).toEqual({
      addresses: ['ok@example.com'],
      invalid: [{ position: 2, masked: expect.stringMatching(`\\(${entry.length} characters\\)$`), reason }],
    });
  });

  it('keeps internationalised domains in the form that Exchange keeps', () => {
    expect(parseMailboxList('Ann@MÜLLER.de, ann@xn--mller-kva.de, ben@例え.テスト').addresses).toEqual([
      'ann@xn--mller-kva.de',
      'ben@xn--r8jz45g.xn--zckzah',
    ]);
  });

  it('reports an address longer than RFC 5321 allows', () => {
    const { addresses } = parseMailboxList(`ann@${'abcd.'.repeat(50)}com`);
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
