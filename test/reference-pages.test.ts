import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { referencePages } from '../scripts/reference-pages.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

describe('generated reference pages', () => {
  it.each(Object.entries(referencePages))('%s equals a fresh build; run `pnpm docs`', (path, page) => {
    expect(existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : 'missing').toBe(page());
  });

  it('are all the pages that say that they are generated', () => {
    const marked = ['docs/explanation', 'docs/reference']
      .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
      .filter(
        (path) => path.endsWith('.md') && readFileSync(join(root, path), 'utf8').includes('<!-- Generated from '),
      );
    expect(marked.sort()).toEqual(Object.keys(referencePages).sort());
  });
});
