import { describe, expect, it } from '@jest/globals';
import * as code from './architecture/code-rules.ts';
import { thereAreNoCycles } from './architecture/cycles.ts';
import { dependenciesPointOneWay, nothingImportsAnEntryPoint } from './architecture/directions.ts';
import { manifestProblems, packageManifests } from './architecture/manifests.ts';
import { type Rule, repositorySources } from './architecture/source.ts';
import { theEntryFileLoadsNoSdk } from './architecture/start.ts';

const sources = repositorySources();

/** Rules on the tree itself. Those beside this file see each of them fail. */
const rules: Readonly<Record<string, Rule>> = {
  dependenciesPointOneWay,
  nothingImportsAnEntryPoint,
  thereAreNoCycles,
  theEntryFileLoadsNoSdk,
  ...code,
};

describe('the code of the repository', () => {
  it('is seen', () => {
    const seen = sources.map(({ path }) => path);
    expect(seen).toEqual(
      expect.arrayContaining([
        'packages/worker/src/main.ts',
        'packages/sandbox/bin/demo.ts',
        'packages/shared/test/config/settings.test.ts',
        'packages/infra/src/connector-stack.ts',
        'scripts/bundle-worker.mjs',
        'test/architecture.test.ts',
      ]),
    );
  });

  it.each(Object.entries(rules))('keeps the rule %s', (_, rule) => {
    expect(rule(sources)).toEqual([]);
  });

  it('is closed package by package', () => {
    const manifests = packageManifests();
    expect(manifests.length).toBeGreaterThanOrEqual(4);
    expect(manifests.flatMap(manifestProblems)).toEqual([]);
  });
});
