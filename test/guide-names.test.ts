import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Setting, settingsTable } from '@connector/shared';
import { describe, expect, it } from '@jest/globals';
import { root } from './architecture/source.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const guides = ['what-is-indexed', 'scaling', 'cleanup'].map((name) => `docs/guides/${name}.md`);
const settings = new Set(Object.values<Setting>(settingsTable).map(({ name }) => name));
/** Variables of the AWS CLI and SDK. */
const notOurs = new Set(['AWS_REGION', 'AWS_DEFAULT_REGION']);
const commands = [...read('packages/worker/src/cli/options.ts').matchAll(/\.command\('([\w-]+)'\)/g)].map(
  ([, command]) => command,
);

describe('guides', () => {
  it.each(guides)('name settings that exist: %s', (path) => {
    const named = [...read(path).matchAll(/\b[A-Z][A-Z\d]*(?:_[A-Z\d]+)+\b/g)].map(([name]) => name);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !settings.has(name) && !notOurs.has(name))).toEqual([]);
  });

  it.each([...guides, 'README.md', 'docs/guides/upgrading.md'])(
    'name commands of the worker that exist: %s',
    (path) => {
      const named = [...read(path).matchAll(/pnpm worker ([a-z][\w-]*)/g)].map(([, command]) => command);
      expect(named.filter((name) => ![...commands, 'delta', 'full'].includes(name))).toEqual([]);
    },
  );

  it('are compared with all commands', () => {
    expect(commands).toEqual(expect.arrayContaining(['failures', 'held', 'plan', 'release', 'retry', 'force-stop']));
  });
});
