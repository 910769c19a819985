import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { wildcard } from '../../src/index.ts';

/** The definition, tried in every way: what the quick one has to agree with. */
function slowly(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [first = '', rest] = [pattern[0], pattern.slice(1)];
  if (first !== '*') return text.startsWith(first) && slowly(rest, text.slice(1));
  return Array.from({ length: text.length + 1 }, (_, from) => text.slice(from)).some((end) => slowly(rest, end));
}

describe('a wildcard', () => {
  it.each([
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'anything\n', true],
    ['a*a', 'a', false],
    ['ab*ba', 'aba', false],
    ['a*b*c', 'a-b-b-c', true],
    ['*ab*ab', 'ab', false],
    ['.+', 'xx', false],
    ['(', '(', true],
  ])('%j says of %j that it is %s', (pattern, text, expected) => {
    expect(wildcard(pattern)(text)).toBe(expected);
  });

  it('is what its definition says, for any pattern and text', () => {
    const letters = fc.constantFrom('a', 'b', '*');
    const pattern = fc.string({ unit: letters, maxLength: 8 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
    fc.assert(
      fc.property(pattern, text, (given, candidate) => {
        expect(wildcard(given)(candidate)).toBe(slowly(given, candidate));
      }),
      { numRuns: 2000 },
    );
  });

  it('never throws, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (pattern, text) => {
        expect(typeof wildcard(pattern)(text)).toBe('boolean');
      }),
    );
  });

  it('comes to its end on what would take a regular expression longer than anybody waits', () => {
    const matches = wildcard(`${'*a'.repeat(100)}*b`);
    expect(matches('a'.repeat(100_000))).toBe(false);
    expect(matches(`${'a'.repeat(100_000)}b`)).toBe(true);
  });
});
