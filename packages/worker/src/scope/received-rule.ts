import type { ReceivedBound } from '@connector/shared';
import type { MessageRule } from './message-rule.ts';
import type { ScopeSettings } from './scope-settings.ts';
import { day } from './units.ts';

/**
 * Messages outside the window. One that was never received is judged by when it was sent or made; one without any date is
 * in no window.
 */
export function receivedRule({ receivedAfter, receivedBefore }: ScopeSettings): MessageRule {
  const isOpen = receivedAfter === undefined && receivedBefore === undefined;
  return {
    code: 'filtered.received',
    refuses: ({ receivedAt, sentAt, createdAt }, now) => {
      if (isOpen) return false;
      const at = (receivedAt ?? sentAt ?? createdAt)?.getTime() ?? Number.NaN;
      const from = instantOf(receivedAfter, now) ?? Number.NEGATIVE_INFINITY;
      const to = instantOf(receivedBefore, now) ?? Number.POSITIVE_INFINITY;
      return !(from <= at && at < to);
    },
    // Ages as they were given: with the day of the run, every scope would be a new one every day.
    definition: [definitionOf(receivedAfter), definitionOf(receivedBefore)],
  };
}

function instantOf(bound: ReceivedBound | undefined, now: Date): number | undefined {
  if (bound?.kind !== 'age') return bound?.at;
  return (Math.floor(now.getTime() / day) - bound.days) * day;
}

function definitionOf(bound: ReceivedBound | undefined): unknown {
  if (bound === undefined) return null;
  return bound.kind === 'age' ? ['age', bound.days] : ['instant', bound.at];
}
