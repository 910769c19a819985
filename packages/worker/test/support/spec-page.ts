import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = join(dirname(fileURLToPath(import.meta.url)), '../../src/sync/SPEC.md');

/** The transition table below a heading of SPEC.md, the one whose first column is `event`, without its padding. */
export function specTable(heading: string): string {
  const page = readFileSync(path, 'utf8');
  const section = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
  const lines = section.split('\n').map((line) =>
    line
      .replaceAll(/ +\| */g, ' | ')
      .replaceAll(/-{3,}/g, '---')
      .trim(),
  );
  const first = lines.findIndex((line) => line.startsWith('| event |'));
  if (first < 0) return '';
  const length = lines.slice(first).findIndex((line) => !line.startsWith('|'));
  return lines.slice(first, length < 0 ? undefined : first + length).join('\n');
}
