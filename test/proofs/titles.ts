import ts from 'typescript';
import type { Source } from '../architecture/source.ts';

/** Between the title of a test and the titles of what it stands in. */
export const within = ' › ';

/**
 * Every test by its full title, as `the outer › the inner › the test`. Titles with places to fill in (`%s`, `${…}`) stand as
 * they are written.
 */
export function testTitles(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(({ ast }) => titlesBelow(ast, []));
}

function titlesBelow(node: ts.Node, outer: readonly string[]): readonly string[] {
  const found: string[] = [];
  node.forEachChild((child) => {
    const call = titledCall(child);
    if (call?.name === 'describe') found.push(...titlesBelow(child, [...outer, call.title]));
    else if (call !== undefined) found.push([...outer, call.title].join(within));
    else found.push(...titlesBelow(child, outer));
  });
  return found;
}

/** `describe('…', …)`, `it('…', …)` or one of these with `.each(…)`. */
function titledCall(node: ts.Node): { readonly name: string; readonly title: string } | undefined {
  if (!ts.isCallExpression(node)) return undefined;
  const [first] = node.arguments;
  const name = functionName(node.expression);
  const title = first === undefined ? undefined : textOf(first);
  return name === undefined || title === undefined ? undefined : { name, title };
}

function functionName(callee: ts.Expression): string | undefined {
  if (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) return functionName(callee.expression);
  return ts.isIdentifier(callee) && ['describe', 'it', 'test'].includes(callee.text) ? callee.text : undefined;
}

function textOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? node.getText().slice(1, -1) : undefined;
}
