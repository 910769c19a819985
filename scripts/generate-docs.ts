import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { configurationPage } from '@connector/shared';
import { documentFieldsPage } from '../packages/worker/src/documents/reference-page.ts';

/** Writes the reference pages that are generated from code. Tests hold the committed pages equal to these. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const pages: Readonly<Record<string, string>> = {
  'docs/reference/configuration.md': configurationPage(),
  'docs/reference/document-fields.md': documentFieldsPage(),
};
for (const [path, text] of Object.entries(pages)) {
  mkdirSync(dirname(resolve(root, path)), { recursive: true });
  writeFileSync(resolve(root, path), text);
  process.stdout.write(`wrote ${path}\n`);
}
