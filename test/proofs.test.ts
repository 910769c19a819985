import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { repositorySources, root, sourceOf } from './architecture/source.ts';
import { claimsOf, isTitleOf } from './proofs/cited.ts';
import { testTitles } from './proofs/titles.ts';

const titles = testTitles(repositorySources());
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const spec = 'packages/worker/src/sync/SPEC.md';
const whatHappensIf = 'docs/explanation/what-happens-if.md';
const original = 'docs/explanation/what-the-original-got-wrong.md';
const rules = Array.from({ length: 14 }, (_, index) => `${index + 1}`);

describe('proofs that pages name', () => {
  it.each([spec, whatHappensIf, original])('are tests that exist: %s', (path) => {
    const cited = claimsOf(read(path)).flatMap(({ proofs }) => proofs);
    expect(cited.length).toBeGreaterThan(14);
    expect(cited.filter((title) => !titles.some((test) => isTitleOf(title, test)))).toEqual([]);
  });

  it.each(rules)('are there for rule %s of the engine, and carry its number', (rule) => {
    const claims = claimsOf(read(spec)).filter(({ of }) => of === rule);
    expect(claims).toHaveLength(1);
    const proofs = claims.flatMap((claim) =>
      titles.filter((test) => claim.proofs.some((title) => isTitleOf(title, test))),
    );
    expect(proofs.filter((test) => test.startsWith(`Rule ${rule}: `))).not.toEqual([]);
  });

  it('are there for every question that is answered', () => {
    const questions = claimsOf(read(whatHappensIf)).filter(({ of }) => of.startsWith('…'));
    expect(questions.length).toBeGreaterThanOrEqual(14);
    expect(questions.filter(({ proofs }) => proofs.length === 0)).toEqual([]);
  });

  it('are there for every defect of the original', () => {
    const defects = claimsOf(read(original)).filter(({ of }) => /^\d+$/.test(of));
    expect(defects.map(({ of }) => Number(of))).toEqual(Array.from({ length: 43 }, (_, index) => index + 1));
    expect(defects.filter(({ proofs }) => proofs.length === 0)).toEqual([]);
  });

  it('carry no number that no rule has', () => {
    const numbers = titles.flatMap((title) => /^Rules? (\d+):? /.exec(title)?.[1] ?? []);
    expect(numbers.filter((number) => !rules.includes(number))).toEqual([]);
  });
});

describe('the reader of proofs', () => {
  it('knows tests by all the titles they stand in, tables and templates too', () => {
    const text = "describe('a', () => { describe.each([1])('b %i', () => { it('c', () => {}); }); it.each`x`; });";
    const template = `describe('d', () => { it.each([1])(\`e \${f}\`, () => {}); });`;
    expect(testTitles([sourceOf('a.test.ts', text), sourceOf('b.test.ts', template)])).toEqual([
      'a › b %i › c',
      `d › e \${f}`,
    ]);
  });

  it('finds claims with their proofs over line ends, and claims without any', () => {
    const page =
      '# Page\n\n1. A rule.\n\n   Proof: "a ›\n   b"; "c".\n\n2. Another.\n\n## … no proof?\n\nText "quoted".\n';
    expect(claimsOf(page)).toEqual([
      { of: 'Page', proofs: [] },
      { of: '1', proofs: ['a › b', 'c'] },
      { of: '2', proofs: [] },
      { of: '… no proof?', proofs: [] },
    ]);
  });

  it('takes no part of a title for a title', () => {
    expect(isTitleOf('b › c', 'a › b › c')).toBe(true);
    expect(isTitleOf('c', 'a › bc')).toBe(false);
    expect(isTitleOf('a', 'a › b')).toBe(false);
  });
});
