import { randomInt } from 'node:crypto';
import { seededRandom } from '@connector/sandbox';

/** Chance that the seed of a test decides. */
export interface Chance {
  readonly seed: number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** One of these. @throws RangeError when there is none */
  pick<T>(all: readonly T[]): T;
}

/** `TEST_SEED`, or one that nobody has chosen. */
export const testSeed = Number(process.env['TEST_SEED'] ?? randomInt(2 ** 31));

export function chanceOf(seed: number): Chance {
  const random = seededRandom(seed);
  const between = (least: number, most: number): number => least + Math.floor(random() * (most - least + 1));
  return {
    seed,
    between,
    pick: (all) => {
      const [found] = all.slice(between(0, all.length - 1));
      if (found === undefined) throw new RangeError('there is nothing to pick from');
      return found;
    },
  };
}

/** Numbers of the worlds that a deep suite runs through: so many, or `TEST_WORLDS`. */
export function worlds(usual: number): readonly number[] {
  return Array.from({ length: Number(process.env['TEST_WORLDS'] ?? usual) }, (_, number) => number);
}
