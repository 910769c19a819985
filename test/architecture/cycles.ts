import type { Rule, Source } from './source.ts';

/** Files that import each other, types included: such files are one unit and can only be understood together. */
export const thereAreNoCycles: Rule = (sources) => {
  const graph = new Map(sources.map((source) => [source.path, neighbours(source)]));
  const done = new Set<string>();
  return [...graph.keys()].flatMap((path) => {
    const cycle = findCycle(graph, path, done);
    return cycle === undefined ? [] : [cycle.join(' -> ')];
  });
};

function neighbours({ path, imports }: Source): readonly string[] {
  return [...new Set(imports.map(({ target }) => target))].filter((target) => target !== path);
}

/** The first cycle that can be reached from a file by files not looked at before. */
function findCycle(
  graph: ReadonlyMap<string, readonly string[]>,
  path: string,
  done: Set<string>,
  trail: readonly string[] = [],
): readonly string[] | undefined {
  if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path];
  if (done.has(path)) return undefined;
  done.add(path);
  for (const next of graph.get(path) ?? []) {
    const cycle = findCycle(graph, next, done, [...trail, path]);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
