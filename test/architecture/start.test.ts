import { describe, expect, it } from '@jest/globals';
import { sourceOf } from './source.ts';
import { theEntryFileLoadsNoSdk } from './start.ts';

const worker = 'packages/worker/src';
const files = (main: string, other = '') => [sourceOf(`${worker}/main.ts`, main), sourceOf(`${worker}/a.ts`, other)];

describe('theEntryFileLoadsNoSdk', () => {
  it('sees an SDK', () => {
    expect(theEntryFileLoadsNoSdk(files("import 'undici';"))).toEqual([
      'packages/worker/src/main.ts loads undici at the start',
    ]);
  });

  it('sees one that a file of ours loads', () => {
    expect(theEntryFileLoadsNoSdk(files("import './a.ts';", "export { x } from '@aws-sdk/client-ssm';"))).toHaveLength(
      1,
    );
  });

  it.each([
    ['what is loaded when it is used', files("import './a.ts';", "const load = () => import('undici');")],
    ['files that are loaded when they are used', files("const load = () => import('./a.ts');", "import 'undici';")],
    ['types', files("import type { Agent } from 'undici'; import { type B } from './a.ts';", "import 'undici';")],
    ['what every command needs', files("import 'node:fs'; import 'winston';")],
  ])('allows %s', (_, sources) => {
    expect(theEntryFileLoadsNoSdk(sources)).toEqual([]);
  });
});
