import { wildcard } from '@connector/shared';

type Level = (name: string) => boolean;

/**
 * Whether the names on a path are what the levels of a pattern say; `**` is any number of levels, also none. What stands
 * between two `**` is looked for once, from the left, as in `wildcard`.
 */
export function pathMatcher(pattern: readonly string[]): (path: readonly string[]) => boolean {
  const [first = [], ...rest] = runs(pattern);
  const last = rest.pop();
  if (last === undefined) return (path) => path.length === first.length && standsAt(first, path, 0);
  return (path) => {
    const end = path.length - last.length;
    if (end < first.length || !standsAt(first, path, 0) || !standsAt(last, path, end)) return false;
    let from = first.length;
    for (const run of rest) {
      while (from + run.length <= end && !standsAt(run, path, from)) from += 1;
      from += run.length;
      if (from > end) return false;
    }
    return true;
  };
}

/** The levels before, between and after `**`. */
function runs(pattern: readonly string[]): Level[][] {
  const found: Level[][] = [[]];
  for (const level of pattern) {
    if (level === '**') found.push([]);
    else found.at(-1)?.push(wildcard(level));
  }
  return found;
}

function standsAt(run: readonly Level[], path: readonly string[], from: number): boolean {
  return run.every((matches, offset) => matches(path[from + offset] ?? ''));
}
