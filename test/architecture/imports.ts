import { dirname, join } from 'node:path';
import ts from 'typescript';

/** One module that a file refers to. */
export interface Import {
  /** Path from the repository's root for a file of ours, else the specifier. */
  readonly target: string;
  /** It vanishes when compiled. */
  readonly typeOnly: boolean;
  /** It is loaded when the code that names it runs, not with the file. */
  readonly lazy: boolean;
}

/** Every module that a file refers to, in whatever form. */
export function importsOf(path: string, ast: ts.SourceFile): readonly Import[] {
  const imports: Import[] = [];
  const visit = (node: ts.Node): void => {
    const found = referredModule(node);
    if (found !== undefined) {
      const { module, typeOnly } = found;
      imports.push({ target: targetOf(path, module), typeOnly, lazy: ts.isCallExpression(node) });
    }
    node.forEachChild(visit);
  };
  visit(ast);
  return imports;
}

function targetOf(path: string, module: string): string {
  return /^\.{1,2}(\/|$)/.test(module) ? join(dirname(path), module) : module;
}

interface Referred {
  readonly module: string;
  readonly typeOnly: boolean;
}

function referredModule(node: ts.Node): Referred | undefined {
  if (ts.isImportDeclaration(node)) return referred(node.moduleSpecifier, isTypeImport(node));
  if (ts.isExportDeclaration(node)) return referred(node.moduleSpecifier, isTypeExport(node));
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return referred(node.argument.literal, true);
  if (ts.isExternalModuleReference(node)) return referred(node.expression, false);
  if (ts.isCallExpression(node) && isLoader(node.expression)) return referred(node.arguments[0], false);
  return undefined;
}

/** A module that is computed at run time could be any: it is named so that no list of allowed modules has it. */
function referred(module: ts.Node | undefined, typeOnly: boolean): Referred | undefined {
  if (module === undefined) return undefined;
  return { module: ts.isStringLiteralLike(module) ? module.text : '(computed)', typeOnly };
}

/** `import(…)`, `require(…)`, `require.resolve(…)`; jest's own loaders are for tests and not looked at. */
function isLoader(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  return ts.isIdentifier(callee) && callee.text === 'require';
}

function isTypeImport({ importClause }: ts.ImportDeclaration): boolean {
  if (importClause === undefined) return false;
  const { name, namedBindings, phaseModifier } = importClause;
  if (phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  if (name !== undefined || namedBindings === undefined || !ts.isNamedImports(namedBindings)) return false;
  return namedBindings.elements.length > 0 && namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly);
}

function isTypeExport({ isTypeOnly, exportClause }: ts.ExportDeclaration): boolean {
  if (isTypeOnly) return true;
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return false;
  return exportClause.elements.length > 0 && exportClause.elements.every((element) => element.isTypeOnly);
}
