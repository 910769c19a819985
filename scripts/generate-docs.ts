import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { referencePages } from './reference-pages.ts';

/** Writes the reference pages that are generated from code. A test holds the committed pages equal to these. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
for (const [path, page] of Object.entries(referencePages)) {
  mkdirSync(dirname(resolve(root, path)), { recursive: true });
  writeFileSync(resolve(root, path), page());
  process.stdout.write(`wrote ${path}\n`);
}
