import ts from 'typescript';
import { globalUses } from './globals.ts';
import { nodesOf, placeOf, type Rule, type Source } from './source.ts';

/** A rule on the platform: what matches is for these places alone. */
function onlyIn(allowed: RegExp, isMeant: (path: string, node: ts.Node) => boolean): Rule {
  return (sources) =>
    sources
      .filter(({ path }) => !allowed.test(path))
      .flatMap((source) =>
        globalUses(source)
          .filter(({ path, node }) => isMeant(path, node))
          .map(({ path, node }) => `${placeOf(source, node)} ${path}`),
      );
}

/** A rule on syntax: no node of this kind anywhere, but in these places. */
function no(isMeant: (node: ts.Node) => boolean, allowed = /^$/): Rule {
  return (sources) => sources.filter(({ path }) => !allowed.test(path)).flatMap((source) => placesOf(source, isMeant));
}

function placesOf(source: Source, isMeant: (node: ts.Node) => boolean): readonly string[] {
  return nodesOf(source.ast)
    .filter(isMeant)
    .map((node) => `${placeOf(source, node)} ${node.getText(source.ast).slice(0, 60)}`);
}

const under = (path: string, ...roots: readonly string[]) =>
  roots.some((root) => path === root || path.startsWith(`${root}.`));

const isTest = /^(?:packages\/[^/]+\/(?:test|bench)|test|bench)\//;

/** Entry points hand the environment on. A process handed on as a whole would carry it along. */
export const environmentIsReadInEntryPoints = onlyIn(
  new RegExp(`${isTest.source}|^scripts/|^packages/(?:worker/src/main\\.ts$|[^/]+/bin/|sandbox/src/demo/)`),
  (path) => path === 'process' || under(path, 'process.env', 'process.loadEnvFile'),
);

/** Everybody else throws, or returns what happened. */
export const onlyEntryPointsEndTheProcess = onlyIn(
  new RegExp(`${isTest.source}|^scripts/|^packages/(?:worker/src/(?:main\\.ts$|cli/)|[^/]+/bin/)`),
  (path) => under(path, 'process.exit', 'process.exitCode', 'process.abort', 'process.kill', 'process.reallyExit'),
);

/** The engine, the documents, the scope, the adapters and what is shared know nothing of the process they run in. */
export const processIsForTheOutside = onlyIn(
  /^(?!packages\/(?:shared\/src|worker\/src\/(?:sync|documents|scope|exchange|graph|qbusiness|dynamodb|parameters|staging|memory))\/)/,
  (path) => under(path, 'process'),
);

export const consoleIsForPeople = onlyIn(
  new RegExp(
    `${isTest.source}|^scripts/|^packages/(?:worker/src/(?:cli/|runtime/logger\\.ts$)|[^/]+/bin/|sandbox/src/demo/)`,
  ),
  (path) => under(path, 'console'),
);

const systemClock = 'packages/worker/src/runtime/system-clock\\.ts$';
/** Stand-ins live in real time, as the services do; tests give them a clock where it matters. */
const realTime = `${isTest.source}|^scripts/|^packages/sandbox/|^${systemClock}`;

export const timeComesFromTheClock = onlyIn(
  new RegExp(realTime),
  (path, node) =>
    under(path, 'performance', 'process.hrtime', 'process.uptime', 'Date.now', 'scheduler') ||
    isPresentTime(path, node),
);

/** `Date` in any form but `new Date(value)`, `instanceof Date` and the helpers that read no clock. */
function isPresentTime(path: string, { parent }: ts.Node): boolean {
  if (path !== 'Date') return false;
  if (ts.isNewExpression(parent)) return parent.arguments?.[0] === undefined || ts.isSpreadElement(parent.arguments[0]);
  return !(ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword);
}

export const timersComeFromTheClock = onlyIn(new RegExp(realTime), (path) =>
  under(path, 'setTimeout', 'setInterval', 'setImmediate'),
);

/** The deadline of a single request: what is beyond the socket has a clock of its own. */
export const deadlinesAreForRequests = onlyIn(
  new RegExp(`${realTime}|^packages/worker/src/(?:exchange|qbusiness|dynamodb|parameters|cli)/`),
  (path) => path === 'AbortSignal' || under(path, 'AbortSignal.timeout'),
);

/** Chance is seeded or injected, so that everything can be replayed. */
export const chanceComesFromTheClock = onlyIn(
  new RegExp(`^${systemClock}`),
  (path) => path === 'Math' || under(path, 'Math.random'),
);

const cryptoChance = [
  'randomUUID',
  'randomBytes',
  'randomInt',
  'randomFill',
  'randomFillSync',
  'getRandomValues',
  'webcrypto',
];

/** The ids that requests to Exchange and sync jobs of the stand-in carry: nothing is decided by them. */
export const randomIdsAreForRequests = onlyIn(
  new RegExp(`${isTest.source}|^packages/(?:worker/src/(?:exchange|graph)|sandbox/src/[^/]+)/`),
  (path) => path === 'crypto' || cryptoChance.some((name) => under(path, name, `crypto.${name}`)),
);

/** A library without types of its own may have any form. */
const declarations = /\.d\.ts$/;

export const thereIsNoExportStar = no(
  (node) =>
    ts.isExportDeclaration(node) && (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause)),
  declarations,
);

export const thereIsNoDefaultExport = no(isDefaultExport, declarations);

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === 'default';
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  );
}

export const thereIsNoAny = no(({ kind }) => kind === ts.SyntaxKind.AnyKeyword, declarations);

/** Tests that do not run, or that keep others from running. Also the ones that are expected to fail prove nothing. */
export const noTestIsSkippedOrFocused = no((node) => {
  if (ts.isIdentifier(node)) return /^(?:x|f)(?:it|test|describe)$/.test(node.text);
  if (ts.isPropertyAccessExpression(node)) return isTestFunction(node.expression) && isOff(node.name.text);
  if (!ts.isElementAccessExpression(node) || !isTestFunction(node.expression)) return false;
  return !ts.isStringLiteralLike(node.argumentExpression) || isOff(node.argumentExpression.text);
});

function isOff(member: string): boolean {
  return ['skip', 'only', 'todo', 'failing'].includes(member);
}

/** `it`, `it.concurrent`, … */
function isTestFunction(node: ts.Expression): boolean {
  if (ts.isPropertyAccessExpression(node)) return isTestFunction(node.expression);
  return ts.isIdentifier(node) && ['it', 'test', 'describe'].includes(node.text);
}
