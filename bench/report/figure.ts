import type { Figure, Goal } from './report.ts';

/** What a figure is, apart from its values. */
export interface FigureKind {
  readonly name: string;
  readonly unit: string;
  readonly goal?: Goal;
  readonly because: string;
  readonly cell?: NonNullable<Figure['cell']>;
}

/** A figure of the values of several runs: their median, and how far they lie apart. */
export function figureOf({ goal, ...kind }: FigureKind, values: readonly number[]): Figure {
  if (values.length === 0) throw new RangeError(`there is no value of "${kind.name}"`);
  const value = rounded(median(values));
  return {
    ...kind,
    value,
    lowest: rounded(Math.min(...values)),
    highest: rounded(Math.max(...values)),
    runs: values.length,
    ...(goal === undefined ? {} : { goal, holds: meets(value, goal) }),
  };
}

export function meets(value: number, { most = Number.POSITIVE_INFINITY, least = Number.NEGATIVE_INFINITY }: Goal) {
  return value <= most && value >= least;
}

/** The middle one; of an even number the mean of both in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

/** Three digits that count; whole numbers above a thousand. */
function rounded(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}
