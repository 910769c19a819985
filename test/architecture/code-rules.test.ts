import { describe, expect, it } from '@jest/globals';
import * as rules from './code-rules.ts';
import { type Rule, sourceOf } from './source.ts';

const inRuntime = 'packages/worker/src/runtime/a.ts';
const inEngine = 'packages/worker/src/sync/a.ts';
const inTest = 'packages/worker/test/a.test.ts';

interface Fixture {
  readonly rule: Rule;
  readonly path?: string;
  readonly broken: readonly string[];
  readonly fine: readonly string[];
  /** Where everything of it is allowed. */
  readonly home?: string;
}

const fixtures: Readonly<Record<keyof typeof rules, Fixture>> = {
  environmentIsReadInEntryPoints: {
    rule: rules.environmentIsReadInEntryPoints,
    home: 'packages/worker/src/main.ts',
    broken: [
      'const a = process.env.HOME;',
      "const a = process['env']['HOME'];",
      'const a = process?.env;',
      'const a = (process as never).env;',
      'const a = process!.env;',
      'const a = globalThis.process.env;',
      "const a = globalThis['process'].env;",
      'const { env } = process;',
      'const { env: a } = process;',
      'const { ...a } = process;',
      'const { [name]: a } = process;',
      'let a; ({ env: a } = process);',
      'const a = process;',
      'use(process);',
      'const a = { process };',
      'const a = process[name];',
      "import { env } from 'node:process';",
      "import { env as a } from 'process';",
      "export { env } from 'node:process';",
      "import node from 'node:process'; const a = node.env;",
      "import * as node from 'node:process'; const { env } = node;",
      'function f({ env } = process) {}',
      'process.loadEnvFile();',
    ],
    fine: [
      "// process.env\nconst a = 'process.env';",
      'const a = process.argv;',
      'const a = request.env;',
      'type E = typeof process.env;',
    ],
  },
  onlyEntryPointsEndTheProcess: {
    rule: rules.onlyEntryPointsEndTheProcess,
    home: 'packages/worker/src/cli/a.ts',
    broken: [
      'process.exit(1);',
      "process['exit']();",
      'process.exitCode = 1;',
      "import { exit } from 'node:process';",
      'const { exit } = process;',
    ],
    fine: ["process.on('exit', f);", 'child.exit();'],
  },
  processIsForTheOutside: {
    rule: rules.processIsForTheOutside,
    path: inEngine,
    home: inRuntime,
    broken: [
      'process.cwd();',
      'process.exit();',
      'process.stdout.write(a);',
      "import { cwd } from 'node:process';",
      'const a = globalThis.process;',
    ],
    fine: ["const a = 'process';", 'const a = { process: 1 };', 'a.process();'],
  },
  consoleIsForPeople: {
    rule: rules.consoleIsForPeople,
    home: 'packages/worker/src/cli/a.ts',
    broken: [
      'console.log(1);',
      "console['error'](1);",
      'const { log } = console;',
      'items.forEach(console.log);',
      "import { log } from 'node:console';",
      'const a = console;',
    ],
    fine: ["// console.log\nconst a = 'console.log';", 'a.console.log();'],
  },
  timeComesFromTheClock: {
    rule: rules.timeComesFromTheClock,
    home: 'packages/worker/src/runtime/system-clock.ts',
    broken: [
      'Date.now();',
      'const now = Date.now;',
      "Date['now']();",
      'const { now } = Date;',
      'new Date();',
      'new Date;',
      'new Date(...[]);',
      'Date();',
      'const D = Date;',
      'new globalThis.Date();',
      'class Day extends Date {}',
      'performance.now();',
      "import { performance } from 'node:perf_hooks';",
      "import hooks from 'node:perf_hooks'; hooks.performance.now();",
      'process.hrtime.bigint();',
      'process.uptime();',
    ],
    fine: [
      'new Date(0);',
      'a instanceof Date;',
      'Date.parse(a);',
      'let a: Date;',
      "const a = 'Date.now()';",
      'clock.now();',
    ],
  },
  timersComeFromTheClock: {
    rule: rules.timersComeFromTheClock,
    home: 'packages/worker/src/runtime/system-clock.ts',
    broken: [
      'setTimeout(f, 1);',
      'const wait = setTimeout;',
      'globalThis.setInterval(f, 1);',
      'setImmediate(f);',
      "import { setTimeout } from 'node:timers/promises';",
      "import { setInterval as every } from 'node:timers';",
      "import * as timers from 'node:timers'; timers.setTimeout(f, 1);",
    ],
    fine: ['server.setTimeout(1);', 'clearTimeout(a);'],
  },
  deadlinesAreForRequests: {
    rule: rules.deadlinesAreForRequests,
    home: 'packages/worker/src/exchange/a.ts',
    broken: ['AbortSignal.timeout(1);', 'const { timeout } = AbortSignal;', 'const A = AbortSignal;'],
    fine: ['AbortSignal.any([a]);', 'let a: AbortSignal;'],
  },
  chanceComesFromTheClock: {
    rule: rules.chanceComesFromTheClock,
    path: inTest,
    home: 'packages/worker/src/runtime/system-clock.ts',
    broken: [
      'Math.random();',
      'const a = Math.random;',
      'const { random } = Math;',
      "Math['random']();",
      'const M = Math;',
    ],
    fine: ['Math.max(1, 2);', 'clock.random();'],
  },
  randomIdsAreForRequests: {
    rule: rules.randomIdsAreForRequests,
    home: 'packages/worker/src/exchange/a.ts',
    broken: [
      "import { randomUUID } from 'node:crypto';",
      "import { randomBytes as bytes } from 'crypto';",
      "import crypto from 'node:crypto'; crypto.randomInt(5);",
      'crypto.randomUUID();',
      'globalThis.crypto.getRandomValues(a);',
      'const { randomUUID } = crypto;',
      'const a = crypto;',
    ],
    fine: ["import { createHash } from 'node:crypto';"],
  },
  thereIsNoExportStar: {
    rule: rules.thereIsNoExportStar,
    broken: ["export * from './b.ts';", "export * as b from './b.ts';", "export type * from './b.ts';"],
    fine: ["export { b } from './b.ts';", "const a = 'export * from';"],
  },
  thereIsNoDefaultExport: {
    rule: rules.thereIsNoDefaultExport,
    home: 'packages/sandbox/src/dynamodb/library.d.ts',
    broken: [
      'export default 1;',
      'export default function f() {}',
      'export default class {}',
      'const a = 1; export { a as default };',
      "export { default } from './b.ts';",
      'export = 1;',
    ],
    fine: ["import a from 'library';", "export { default as a } from './b.ts';", 'switch (a) { default: }'],
  },
  thereIsNoAny: {
    rule: rules.thereIsNoAny,
    home: 'packages/sandbox/src/dynamodb/library.d.ts',
    broken: [
      'let a: any;',
      'const a = <any>b;',
      'const a = b as any;',
      'let a: Array<any>;',
      'function f(): any {}',
      'type A = { [key: string]: any };',
    ],
    fine: ['// any\nlet any = 1;', 'AbortSignal.any([]);'],
  },
  noTestIsSkippedOrFocused: {
    rule: rules.noTestIsSkippedOrFocused,
    path: inTest,
    broken: [
      "it.skip('a', f);",
      "describe.only('a', f);",
      "test.todo('a');",
      "it.failing('a', f);",
      "it['only']('a', f);",
      "it.only.each([1])('a', f);",
      "it.concurrent.skip('a', f);",
      "(a ? describe : describe.skip)('a', f);",
      "xit('a', f);",
      "fdescribe('a', f);",
      'const maybe = it[a];',
    ],
    fine: ["it('skips', f);", 'reader.skip();', "it.each([1])('only %d', f);"],
  },
};

describe.each(Object.entries(fixtures))('%s', (_, { rule, path = inRuntime, broken, fine, home }) => {
  it.each(broken)('sees %s', (text) => {
    expect(rule([sourceOf(path, text)])).not.toEqual([]);
  });

  it.each(fine)('allows %s', (text) => {
    expect(rule([sourceOf(path, text)])).toEqual([]);
  });

  if (home === undefined) return;
  it(`leaves ${home} alone`, () => {
    expect(broken.flatMap((text) => rule([sourceOf(home, text)]))).toEqual([]);
  });
});
