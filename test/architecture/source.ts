import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { type Import, importsOf } from './imports.ts';

/** A source file as the rules see it. */
export interface Source {
  /** Path from the repository's root. */
  readonly path: string;
  readonly ast: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** A rule gives a line for each place that breaks it. */
export type Rule = (sources: readonly Source[]) => readonly string[];

/** The root of the repository. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** A text as it would stand at this path. */
export function sourceOf(path: string, text: string): Source {
  const ast = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return { path, ast, imports: importsOf(path, ast) };
}

/** All code of the repository. */
export function repositorySources(): readonly Source[] {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
  const folders = packages.flatMap((folder) => ['src', 'bin', 'test', 'bench'].map((part) => `${folder}/${part}`));
  return [...folders, 'scripts', 'test', 'bench'].filter((folder) => existsSync(join(root, folder))).flatMap(sourcesIn);
}

function sourcesIn(folder: string): readonly Source[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .map((path) => sourceOf(path, readFileSync(join(root, path), 'utf8')));
}

/** Where a node stands, for people. */
export function placeOf({ path, ast }: Source, node: ts.Node): string {
  return `${path}:${ast.getLineAndCharacterOfPosition(node.getStart(ast)).line + 1}`;
}

/** All nodes below one, itself first. */
export function nodesOf(node: ts.Node): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (each: ts.Node) => {
    nodes.push(each);
    each.forEachChild(visit);
  };
  visit(node);
  return nodes;
}
