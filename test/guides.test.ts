import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from './architecture/source.ts';

/** What people read before they set the connector up. */
const guides = [
  'README.md',
  'SECURITY.md',
  ...readdirSync(join(root, 'docs/guides')).map((name) => `docs/guides/${name}`),
];
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('the guides', () => {
  it('ask for no more access to Exchange than is needed, and say how to limit it', () => {
    // The permission opens every mailbox, to be read and written.
    for (const line of guides.flatMap((path) => read(path).split('\n'))) {
      if (line.includes('full_access_as_app')) expect(line).toMatch(/\b(not|never|without|instead)\b/);
    }
    expect(read('SECURITY.md')).toContain('RBAC for Applications');
  });

  it('never name pnpm’s own doctor, which ends well without a word of the connector', () => {
    for (const path of guides) expect(read(path)).not.toMatch(/pnpm doctor/);
  });
});
