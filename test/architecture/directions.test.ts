import { describe, expect, it } from '@jest/globals';
import { thereAreNoCycles } from './cycles.ts';
import { dependenciesPointOneWay, nothingImportsAnEntryPoint } from './directions.ts';
import { manifestProblems } from './manifests.ts';
import { sourceOf } from './source.ts';

const worker = 'packages/worker/src';
const sandbox = 'packages/sandbox/src';

describe('dependenciesPointOneWay', () => {
  it.each([
    ['shared reads a disk', 'packages/shared/src/a/b.ts', "import { readFileSync } from 'node:fs';"],
    ['shared uses an SDK', 'packages/shared/src/a/b.ts', "import type { SSMClient } from '@aws-sdk/client-ssm';"],
    ['shared knows the worker', 'packages/shared/src/a/b.ts', "import '../../../worker/src/errors.ts';"],
    ['infra knows the worker', 'packages/infra/src/a.ts', "import { x } from '../../worker/src/version.ts';"],
    ['infra/bin knows the sandbox', 'packages/infra/bin/app.ts', "import '@connector/sandbox';"],
    ['sandbox knows the worker', `${sandbox}/http/a.ts`, "import type { X } from '../../../worker/src/errors.ts';"],
    ['sandbox/bin knows the worker', 'packages/sandbox/bin/demo.ts', "import '../../worker/src/errors.ts';"],
    ['sandbox/test knows the worker', 'packages/sandbox/test/a.test.ts', "await import('../../worker/src/errors.ts');"],
    ['worker knows the sandbox', `${worker}/exchange/a.ts`, "import { startSsm } from '@connector/sandbox';"],
    ['worker tests look inside the sandbox', 'packages/worker/test/a.ts', "import '../../sandbox/src/mail/index.ts';"],
    ['a deep import', `${worker}/cli/a.ts`, "import { x } from '@connector/shared/src/config/problems.ts';"],
    ['an adapter takes a value of a port', `${worker}/qbusiness/a.ts`, "import { x } from '../sync/ports/index.ts';"],
    [
      'an adapter takes a value beside a type',
      `${worker}/dynamodb/a.ts`,
      "import { type X, y } from '../sync/events.ts';",
    ],
    ['an adapter knows the engine', `${worker}/dynamodb/a.ts`, "import type { X } from '../sync/run.ts';"],
    ['an adapter knows another', `${worker}/exchange/a.ts`, "import type { X } from '../dynamodb/index.ts';"],
    ['an adapter knows policy', `${worker}/exchange/a.ts`, "import { x } from '../runtime/scheduler.ts';"],
    ['an adapter passes another on', `${worker}/memory/a.ts`, "export { x } from '../dynamodb/index.ts';"],
    ['a memory twin uses an SDK', `${worker}/memory/a.ts`, "import '@aws-sdk/client-dynamodb';"],
    ['documents know a port', `${worker}/documents/a.ts`, "import type { X } from '../sync/ports/index.ts';"],
    ['documents use an SDK', `${worker}/documents/a.ts`, "import 'ews-javascript-api';"],
    ['the scope knows the engine', `${worker}/scope/a.ts`, "import type { X } from '../sync/ports/index.ts';"],
    ['documents know the scope', `${worker}/documents/a.ts`, "import type { X } from '../scope/index.ts';"],
    ['the engine knows an adapter', `${worker}/sync/a.ts`, "import type { X } from '../exchange/index.ts';"],
    ['the engine knows an adapter by a type', `${worker}/sync/a.ts`, "type X = import('../exchange/index.ts').X;"],
    ['the engine knows runtime', `${worker}/sync/a.ts`, "import { retry } from '../runtime/retry.ts';"],
    ['the engine uses the system', `${worker}/sync/a.ts`, "import { cwd } from 'node:process';"],
    ['the engine requires', `${worker}/sync/a.ts`, "const x = require('winston');"],
    ['the engine computes a module', `${worker}/sync/a.ts`, 'await import(name);'],
    ['runtime knows the engine', `${worker}/runtime/a.ts`, "import { runSync } from '../sync/run.ts';"],
    ['runtime takes a value of events', `${worker}/runtime/a.ts`, "import { x } from '../sync/events.ts';"],
    ['runtime knows an adapter', `${worker}/runtime/a.ts`, "import type { X } from '../exchange/index.ts';"],
    ['a stand-in knows another', `${sandbox}/qbusiness/a.ts`, "import type { X } from '../ssm/index.ts';"],
    ['what is common knows a stand-in', `${sandbox}/mail/a.ts`, "import { x } from '../exchange/index.ts';"],
    ['a stand-in knows the whole', `${sandbox}/ssm/a.ts`, "import { startSandbox } from '../sandbox.ts';"],
    ['scripts know the engine', 'scripts/a.ts', "import { x } from '../packages/worker/src/sync/index.ts';"],
  ])('sees that %s', (_, path, text) => {
    expect(dependenciesPointOneWay([sourceOf(path, text)])).toHaveLength(1);
  });

  it('sees a file that stands in no area', () => {
    expect(dependenciesPointOneWay([sourceOf(`${worker}/elsewhere/a.ts`, '')])).toHaveLength(1);
  });

  it.each([
    ['an adapter, types of ports', `${worker}/exchange/a.ts`, "import type { Clock } from '../sync/ports/index.ts';"],
    ['an adapter, inline types', `${worker}/exchange/a.ts`, "import { type Clock } from '../sync/ports/index.ts';"],
    [
      'an adapter, its own files and an SDK',
      `${worker}/exchange/a.ts`,
      "import './b.ts'; import 'ews-javascript-api';",
    ],
    ['the engine, documents', `${worker}/sync/a.ts`, "import { x } from '../documents/index.ts';"],
    ['commands, everything', `${worker}/cli/a.ts`, "import { x } from '../dynamodb/index.ts';"],
    ['worker tests, the sandbox', 'packages/worker/test/a.ts', "import { x } from '@connector/sandbox';"],
    ['the demo, stand-ins', `${sandbox}/demo/a.ts`, "import { x } from '../exchange/index.ts';"],
    ['prose', `${worker}/sync/a.ts`, "// import '../exchange/index.ts'\nconst a = \"import '../exchange/index.ts'\";"],
  ])('allows %s', (_, path, text) => {
    expect(dependenciesPointOneWay([sourceOf(path, text)])).toEqual([]);
  });
});

describe('nothingImportsAnEntryPoint', () => {
  it.each(["import '../main.ts';", "export * from '../sync-thread.ts';", "import('../../../infra/bin/app.ts');"])(
    'sees %s',
    (text) => {
      expect(nothingImportsAnEntryPoint([sourceOf(`${worker}/cli/a.ts`, text)])).toHaveLength(1);
    },
  );
});

describe('thereAreNoCycles', () => {
  const files = (...texts: readonly string[]) => texts.map((text, index) => sourceOf(`test/${index}.ts`, text));

  it.each([
    ['of values', files("import { b } from './1.ts';", "import { a } from './0.ts';")],
    ['of types', files("import type { B } from './1.ts';", "import type { A } from './0.ts';")],
    ['of exports', files("export { b } from './1.ts';", "export type { A } from './0.ts';")],
    ['of three', files("import './1.ts';", "import './2.ts';", "type A = import('./0.ts').A;")],
    ['off the beginning', files("import './1.ts';", "import './2.ts';", "import './1.ts';")],
  ])('sees a cycle %s', (_, sources) => {
    expect(thereAreNoCycles(sources)).toHaveLength(1);
  });

  it('allows two ways to the same file', () => {
    expect(thereAreNoCycles(files("import './1.ts'; import './2.ts';", "import './2.ts';", ''))).toEqual([]);
  });
});

describe('manifestProblems', () => {
  const open = { '.': './src/index.ts', './*': './src/*' };

  it.each([
    { name: '@connector/shared' },
    { name: '@connector/shared', exports: open },
    { name: '@connector/shared', exports: { '.': './src/*' } },
    { name: '@connector/infra', exports: {}, dependencies: { '@connector/worker': 'workspace:*' } },
    { name: '@connector/worker', exports: {}, dependencies: { '@connector/sandbox': 'workspace:*' } },
    { name: '@connector/sandbox', exports: {}, devDependencies: { '@connector/worker': 'workspace:*' } },
    { name: '@connector/new', exports: {}, dependencies: { '@connector/shared': 'workspace:*' } },
  ])('sees what is wrong with %j', (manifest) => {
    expect(manifestProblems(manifest)).toHaveLength(1);
  });
});
