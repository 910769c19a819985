import type { FaultList, FaultMatch } from '@connector/sandbox';
import type { Chance } from './deep-seed.ts';

/** Faults that strike single calls which chance chooses. */
export interface FaultPlan<Effect> {
  readonly operations: readonly string[];
  readonly effects: readonly Effect[];
  /** Faults of each operation. */
  readonly faults: number;
  /** They strike among so many first calls of the operation. */
  readonly among: number;
}

/** Adds the faults of a plan to a stand-in. The same chance adds the same ones. */
export function planFaults<Effect>(list: FaultList<Effect>, chance: Chance, plan: FaultPlan<Effect>): void {
  const { operations, effects, faults, among } = plan;
  for (const operation of operations) {
    for (let number = 0; number < faults; number += 1) {
      const match: FaultMatch = { operation, skip: chance.between(0, among - 1), times: 1 };
      list.add({ ...match, effect: chance.pick(effects) });
    }
  }
}
