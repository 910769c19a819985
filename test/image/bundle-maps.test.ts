import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { root } from '../architecture/source.ts';

const folder = join(root, 'packages/worker/dist');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const imported = (text: string) => [...text.matchAll(/"\.\/(chunk-\w+\.mjs)"/g)].map(([, name]) => name ?? '');

/** Entry files with what they import, and not what bundles before this one left behind. */
function bundled(): readonly string[] {
  const files = new Set(['main.mjs', 'sync-thread.mjs']);
  for (const file of files) for (const name of imported(read(file))) files.add(name);
  return [...files];
}

const maps = bundled().map((file) => ({ file, text: read(`${file}.map`) }));

/** Where the first place of the bundle with this text is from. */
function originOf(wanted: string) {
  for (const { file, text } of maps) {
    const lines = read(file).split('\n');
    const line = lines.findIndex((each) => each.includes(wanted));
    if (line >= 0) return new SourceMap(JSON.parse(text)).findEntry(line, lines[line]?.indexOf(wanted) ?? -1);
  }
  throw new Error(`the bundle has no ${wanted}`);
}

describe('the source maps of the bundle', () => {
  it('know each place of our own code', () => {
    const file = 'packages/worker/src/runtime/sync-thread-handle.ts';
    const lines = readFileSync(join(root, file), 'utf8').split('\n');
    const text = '`the sync thread ended unexpectedly: ';
    const line = lines.findIndex((each) => each.includes(text));
    expect(originOf(text)).toMatchObject({
      originalSource: expect.stringMatching(`/${file}$`),
      originalLine: line,
      originalColumn: lines[line]?.indexOf(text),
    });
  });

  it('know of code of packages its file alone: every thread keeps what it decodes', () => {
    expect(originOf('onopentagend(')).toMatchObject({
      originalSource: expect.stringMatching(/node_modules\/htmlparser2\//),
      originalLine: 0,
      originalColumn: 0,
    });
    expect(maps.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(1_500_000);
  });
});
