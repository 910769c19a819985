import type { WorldItemChange } from '../mail/index.ts';
import { faultOf, type GraphFault } from './fault-effects.ts';

/** Ids of items whose removal was told, by the fault that was in effect. */
const toldUnder = new WeakMap<GraphFault, Set<string>>();

/** Remembers that a removal was told, for the fault by which an arrival is left out afterwards. */
export function tellRemoval(effect: GraphFault | undefined, changes: readonly WorldItemChange[]): void {
  if (effect === undefined || faultOf(effect, 'moved-untold') === undefined) return;
  const told = toldUnder.get(effect) ?? new Set();
  toldUnder.set(effect, told);
  for (const { kind, itemId } of changes) if (kind === 'delete') told.add(itemId);
}

/** Whether the removal is all that is told of an item's move. */
export function isLeftOut(effect: GraphFault | undefined, movedFrom: string | undefined): boolean {
  return effect !== undefined && movedFrom !== undefined && toldUnder.get(effect)?.has(movedFrom) === true;
}
