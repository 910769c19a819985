import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

interface SourceFile {
  /** Path from the repository's root. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly string[];
}

function sourceFiles(folder: string): readonly SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?ts$/.test(entry.name))
    .map((entry) => readSource(relative(root, join(entry.parentPath, entry.name))));
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const imports = ts
    .preProcessFile(text, true, true)
    .importedFiles.map(({ fileName }) => (fileName.startsWith('.') ? join(dirname(path), fileName) : fileName));
  return { path, text, imports };
}

const source = ['shared', 'worker', 'sandbox', 'infra'].flatMap((name) => sourceFiles(`packages/${name}/src`));
const worker = source.filter(({ path }) => path.startsWith('packages/worker/src/'));

/** The folder of `packages/<package>/src` that a file stands in; its own name for a file directly there. */
function area(path: string): string {
  const [, , , first = '', second] = path.split('/');
  return second === undefined ? first.replace(/\.ts$/, '') : first;
}

function violations(files: readonly SourceFile[], allowed: (file: SourceFile, imported: string) => boolean): string[] {
  return files.flatMap((file) =>
    file.imports.filter((imported) => !allowed(file, imported)).map((imported) => `${file.path} -> ${imported}`),
  );
}

/** Code without comments and string contents, so that prose cannot trip a rule. */
function codeOf({ text }: SourceFile): string {
  return text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '').replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
}

describe('dependencies point one way', () => {
  it.each([
    ['shared', []],
    ['infra', ['@connector/shared']],
    ['sandbox', ['@connector/shared']],
    ['worker', ['@connector/shared']],
  ])('%s imports no package of ours but %j', (name, allowed) => {
    const files = source.filter(({ path }) => path.startsWith(`packages/${name}/`));
    expect(
      violations(
        files,
        (_, imported) =>
          (!imported.startsWith('@connector/') && !imported.startsWith('packages/')) ||
          allowed.includes(imported) ||
          imported.startsWith(`packages/${name}/`),
      ),
    ).toEqual([]);
  });

  it('shared touches no network, no disk and no AWS SDK', () => {
    const files = source.filter(({ path }) => path.startsWith('packages/shared/'));
    expect(
      violations(files, (_, imported) => !/^(@aws-sdk|node:(fs|net|http|https|child_process))/.test(imported)),
    ).toEqual([]);
  });

  const adapterMayUse = (own: string) => (imported: string) =>
    !imported.startsWith('packages/worker/src/') ||
    [own, 'errors', 'runtime'].includes(area(imported)) ||
    /^packages\/worker\/src\/sync\/(ports\/|events\.ts)/.test(imported);

  it.each(['exchange', 'qbusiness', 'dynamodb', 'memory', 'parameters'])(
    'the adapter %s depends on ports, errors and runtime helpers alone',
    (name) => {
      const files = worker.filter(({ path }) => area(path) === name);
      expect(files.length).toBeGreaterThan(0);
      expect(violations(files, (_, imported) => adapterMayUse(name)(imported))).toEqual([]);
    },
  );

  it('adapters use only the helpers of runtime that know no policy', () => {
    const files = worker.filter(({ path }) =>
      ['exchange', 'qbusiness', 'dynamodb', 'memory', 'parameters'].includes(area(path)),
    );
    expect(
      violations(
        files,
        (_, imported) => area(imported) !== 'runtime' || /\/runtime\/(retry|limiter)\.ts$/.test(imported),
      ),
    ).toEqual([]);
  });

  it('the engine imports neither adapters, SDKs nor process', () => {
    const files = worker.filter(({ path }) => area(path) === 'sync');
    const allowed = new Set(['sync', 'documents', 'errors']);
    expect(
      violations(files, (_, imported) =>
        imported.startsWith('packages/')
          ? allowed.has(area(imported))
          : ['@connector/shared', 'p-limit'].includes(imported),
      ),
    ).toEqual([]);
  });

  it('documents are built without clock and SDK', () => {
    const files = worker.filter(({ path }) => area(path) === 'documents');
    const libraries = ['@connector/shared', 'htmlparser2', 'file-type', 'node:crypto'];
    expect(
      violations(files, (_, imported) =>
        imported.startsWith('packages/')
          ? ['documents', 'errors'].includes(area(imported))
          : libraries.includes(imported),
      ),
    ).toEqual([]);
  });

  it('nothing imports an entry point', () => {
    expect(violations(worker, (_, imported) => !['main', 'sync-thread'].includes(area(imported)))).toEqual([]);
  });

  it('stand-ins never import each other', () => {
    const standIns = ['exchange', 'entra', 'qbusiness', 'ssm', 'dynamodb'];
    const files = source.filter(
      ({ path }) => path.startsWith('packages/sandbox/src/') && standIns.includes(area(path)),
    );
    expect(
      violations(
        files,
        ({ path }, imported) =>
          !imported.startsWith('packages/') ||
          area(imported) === area(path) ||
          ['mail', 'http'].includes(area(imported)),
      ),
    ).toEqual([]);
  });

  it('there are no import cycles', () => {
    expect(findCycle(source)).toEqual([]);
  });
});

/** A cycle among runtime imports, as paths, or nothing. Type-only imports vanish when compiled and may point back. */
function findCycle(files: readonly SourceFile[]): readonly string[] {
  const graph = new Map(files.map((file) => [file.path, runtimeImports(file)]));
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
    if (done.has(path)) return [];
    for (const next of graph.get(path) ?? []) {
      const cycle = visit(next, [...trail, path]);
      if (cycle.length > 0) return cycle;
    }
    done.add(path);
    return [];
  };
  for (const path of graph.keys()) {
    const cycle = visit(path, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

function runtimeImports({ path, text }: SourceFile): readonly string[] {
  const compiled = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
  }).outputText;
  return ts
    .preProcessFile(compiled, true, true)
    .importedFiles.filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => join(dirname(path), fileName));
}

describe('house rules', () => {
  const matching = (files: readonly SourceFile[], pattern: RegExp) =>
    files.filter((file) => pattern.test(codeOf(file))).map(({ path }) => path);

  it('process.env is read in entry points alone', () => {
    const bins = sourceFiles('packages/sandbox/bin');
    expect(matching([...source, ...bins], /process\.env/).filter((path) => !mayReadEnvironment(path))).toEqual([]);
  });

  it('console is used by the command line and the demo alone', () => {
    const allowed = /^packages\/(worker\/src\/cli|sandbox\/src\/demo)\//;
    expect(matching(source, /\bconsole\./).filter((path) => !allowed.test(path))).toEqual([]);
  });

  it('time and chance in the worker come from the clock', () => {
    const pattern = /Date\.now\(|new Date\(\)|Math\.random\(|\bset(Timeout|Interval|Immediate)\(/;
    expect(matching(worker, pattern)).toEqual(['packages/worker/src/runtime/system-clock.ts']);
  });

  it('there is no export *, no default export and no any', () => {
    // A library without types of its own may have a default export.
    const own = source.filter(({ path }) => !path.endsWith('.d.ts'));
    expect(matching(own, /export \*|export default|: any\b|<any>|as any\b/)).toEqual([]);
  });

  it('a rule sees code and not prose', () => {
    const file = { path: 'x.ts', imports: [], text: "// console.log\nconst a = 'process.env';" };
    expect(matching([file], /console|process/)).toEqual([]);
  });
});

function mayReadEnvironment(path: string): boolean {
  return (
    path === 'packages/worker/src/main.ts' ||
    path.startsWith('packages/sandbox/bin/') ||
    path.startsWith('packages/sandbox/src/demo/') ||
    path.startsWith('packages/infra/bin/')
  );
}
