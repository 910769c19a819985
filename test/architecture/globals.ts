import ts from 'typescript';
import { nodesOf, type Source } from './source.ts';

/** A use of something that the platform provides. */
export interface GlobalUse {
  /** Dotted path, such as `process.env.HOME`, `Date`, `crypto.randomUUID`; where it came from does not matter. */
  readonly path: string;
  readonly node: ts.Node;
}

/** Modules that give what is global as well, or what the rules treat alike, with its path. */
const modulePaths: Readonly<Record<string, string>> = {
  process: 'process',
  console: 'console',
  crypto: 'crypto',
  timers: '',
  'timers/promises': '',
  perf_hooks: '',
};

/**
 * Every value of the platform that a file uses, by its full path. Names are not followed through scopes: who names a
 * variable `process` is taken to mean the process. A part handed on as a whole (`const p = process`) shows as that part.
 */
export function globalUses({ ast }: Source): readonly GlobalUse[] {
  const nodes = nodesOf(ast);
  const aliases = new Map(nodes.filter(ts.isImportDeclaration).flatMap(aliasesOf));
  const imported = nodes.flatMap(importedUses);
  const used = nodes.filter(isWholeExpression).flatMap((node) => {
    const path = pathOf(node, aliases);
    return path === undefined ? [] : expand(node, path);
  });
  return [...imported, ...used];
}

function modulePath(specifier: ts.Expression | undefined): string | undefined {
  if (specifier === undefined || !ts.isStringLiteral(specifier)) return undefined;
  return modulePaths[specifier.text.replace(/^node:/, '')];
}

/** Local names of a module as a whole. */
function aliasesOf({ moduleSpecifier, importClause }: ts.ImportDeclaration): [string, string][] {
  const path = modulePath(moduleSpecifier);
  if (path === undefined || importClause === undefined) return [];
  const { name, namedBindings } = importClause;
  const namespace = namedBindings !== undefined && ts.isNamespaceImport(namedBindings) ? namedBindings.name : undefined;
  return [name, namespace].flatMap((local) => (local === undefined ? [] : [[local.text, path] as [string, string]]));
}

/** Importing, or passing on, a part by name is a use of it. */
function importedUses(node: ts.Node): readonly GlobalUse[] {
  if (!ts.isImportSpecifier(node) && !ts.isExportSpecifier(node)) return [];
  const declaration = ts.isImportSpecifier(node) ? node.parent.parent.parent : node.parent.parent;
  if (ts.isJSDocImportTag(declaration)) return [];
  const path = modulePath(declaration.moduleSpecifier);
  return path === undefined ? [] : [{ path: join(path, (node.propertyName ?? node.name).text), node }];
}

function join(path: string, member: string): string {
  return path === '' ? member : `${path}.${member}`;
}

/** A name or a chain of members that is not itself the beginning of a longer chain. */
function isWholeExpression(node: ts.Node): node is ts.Expression {
  const isChain = ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
  if (!isChain && !(ts.isIdentifier(node) && isValue(node))) return false;
  return memberOf(strip(node).parent, node) === undefined;
}

/** The node with the brackets, assertions and the like around it. */
function strip(node: ts.Node): ts.Node {
  let outer = node;
  while (
    ts.isParenthesizedExpression(outer.parent) ||
    ts.isAsExpression(outer.parent) ||
    ts.isSatisfiesExpression(outer.parent) ||
    ts.isNonNullExpression(outer.parent)
  ) {
    outer = outer.parent;
  }
  return outer;
}

/** The name of the member that `chain` takes of `object`, if it does and if the name is known. */
function memberOf(chain: ts.Node, object: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(chain) && unwrap(chain.expression) === object) return chain.name.text;
  if (!ts.isElementAccessExpression(chain) || unwrap(chain.expression) !== object) return undefined;
  return ts.isStringLiteralLike(chain.argumentExpression) ? chain.argumentExpression.text : undefined;
}

function unwrap(node: ts.Expression): ts.Expression {
  let inner = node;
  while (
    ts.isParenthesizedExpression(inner) ||
    ts.isAsExpression(inner) ||
    ts.isSatisfiesExpression(inner) ||
    ts.isNonNullExpression(inner)
  ) {
    inner = inner.expression;
  }
  return inner;
}

/** Whether an identifier stands for a value, and not for a member, a declaration or a type. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isExpressionWithTypeArguments(parent)) return true;
  if ('name' in parent && parent.name === node) return false;
  if ('propertyName' in parent && parent.propertyName === node) return false;
  return ts.isExpression(node) && !ts.isTypeNode(parent) && !ts.isQualifiedName(parent);
}

function pathOf(expression: ts.Expression, aliases: ReadonlyMap<string, string>): string | undefined {
  const node = unwrap(expression);
  if (ts.isIdentifier(node)) return aliases.get(node.text) ?? (isGlobalObject(node.text) ? '' : node.text);
  if (!ts.isPropertyAccessExpression(node) && !ts.isElementAccessExpression(node)) return undefined;
  const object = pathOf(node.expression, aliases);
  const member = memberOf(node, unwrap(node.expression));
  // A computed member may be any: that counts as the use of the whole.
  return object === undefined || member === undefined ? object : join(object, member);
}

function isGlobalObject(name: string): boolean {
  return name === 'globalThis' || name === 'global';
}

/** `const { a, b: c } = object` uses `object.a` and `object.b`; anything else uses what it names. */
function expand(node: ts.Expression, path: string): readonly GlobalUse[] {
  const { parent } = strip(node);
  const isTaken = ts.isVariableDeclaration(parent) || ts.isParameter(parent);
  if (!isTaken || !ts.isObjectBindingPattern(parent.name)) return [{ path, node }];
  return parent.name.elements.map((element) => {
    const key = element.propertyName ?? element.name;
    const isKnown = element.dotDotDotToken === undefined && (ts.isIdentifier(key) || ts.isStringLiteralLike(key));
    return { path: isKnown ? join(path, key.text) : path, node: element };
  });
}
