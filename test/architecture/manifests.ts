import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './source.ts';

/** What the rules look at in a package.json. */
export interface Manifest {
  readonly name?: string;
  readonly exports?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Packages of ours that a package may depend on, and those that only its tests may. */
const allowed: Readonly<Record<string, { readonly always: readonly string[]; readonly tests: readonly string[] }>> = {
  '@connector/shared': { always: [], tests: [] },
  '@connector/worker': { always: ['@connector/shared'], tests: ['@connector/sandbox'] },
  '@connector/sandbox': { always: ['@connector/shared'], tests: [] },
  '@connector/infra': { always: ['@connector/shared'], tests: ['@connector/sandbox'] },
};

/** The manifests of all packages. */
export function packageManifests(): readonly Manifest[] {
  return readdirSync(join(root, 'packages'))
    .map((name) => join(root, 'packages', name, 'package.json'))
    .filter((path) => existsSync(path))
    .map((path) => JSON.parse(readFileSync(path, 'utf8')));
}

/** A package is closed but for its index, and depends on ours in one direction. */
export function manifestProblems(manifest: Manifest): readonly string[] {
  const { name = '(no name)', exports, dependencies = {}, devDependencies = {} } = manifest;
  const { always, tests } = allowed[name] ?? { always: [], tests: [] };
  const ours = (names: Readonly<Record<string, string>>, may: readonly string[]) =>
    Object.keys(names).filter((each) => each.startsWith('@connector/') && !may.includes(each));
  return [
    ...(isClosed(exports) ? [] : [`${name} is not closed by its exports`]),
    ...ours(dependencies, always).map((each) => `${name} depends on ${each}`),
    ...ours(devDependencies, [...always, ...tests]).map((each) => `${name} is tested with ${each}`),
  ];
}

function isClosed(exports: unknown): boolean {
  if (typeof exports !== 'object' || exports === null) return false;
  return Object.entries(exports).every(([key, target]) => key === '.' && target === './src/index.ts');
}
