import { anyWildcard } from '@connector/shared';

/** An include list and an exclude list of patterns. */
export interface ListFilter {
  /** Some value is included and none is excluded. Nothing at all is like an empty text: in no list but `*`. */
  wants(values: readonly string[]): boolean;
  /** What decides: equal for lists that are the same in another order. */
  readonly definition: unknown;
}

export function listFilter(include: readonly string[], exclude: readonly string[]): ListFilter {
  const included = anyWildcard(include);
  const excluded = anyWildcard(exclude);
  return {
    wants(values) {
      const judged = values.length === 0 ? [''] : values;
      return judged.some(included) && !judged.some(excluded);
    },
    definition: [canonical(include), canonical(exclude)],
  };
}

/** Each pattern once, in one order; nothing counts beside `*`. */
function canonical(patterns: readonly string[]): readonly string[] {
  return patterns.includes('*') ? ['*'] : [...new Set(patterns)].sort();
}
