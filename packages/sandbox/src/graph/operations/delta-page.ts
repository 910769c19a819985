import { type DeltaState, tokenQuery } from '../delta-tokens.ts';
import { faultOf, type GraphFault } from '../fault-effects.ts';
import type { Outcome } from '../reply.ts';
import { json, mailboxUrl, type OperationContext } from './operation.ts';

/** One entry of a page of changes. */
export interface DeltaEntry {
  readonly id: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly change: 'created' | 'updated' | 'deleted';
}

export function removed(id: string): DeltaEntry {
  return { id, body: { id, '@removed': { reason: 'deleted' } }, change: 'deleted' };
}

/** What a page of changes tells. */
interface Told {
  readonly path: string;
  readonly type: string;
  readonly state: DeltaState;
  readonly entries: readonly DeltaEntry[];
  /** It tells what is there, and not what happened. */
  readonly listing: boolean;
}

/** A page of changes with the link to what follows. */
export function deltaPage(context: OperationContext, { path, type, state, entries, listing }: Told): Outcome {
  const link = `${mailboxUrl(context)}/${path}?${tokenQuery(state)}`;
  return json(context, type, {
    [`@odata.${state.kind}Link`]: link,
    value: altered(entries, context.effect, listing).map(({ body }) => body),
  });
}

/** What a fault on demand makes of a page. @param listing of what is there: nothing arrives in it */
function altered(entries: readonly DeltaEntry[], effect: GraphFault | undefined, listing: boolean) {
  if (faultOf(effect, 'replay') !== undefined) return [...entries].reverse().concat(entries);
  const untold = faultOf(effect, 'untold')?.entries;
  if (untold === 'removed') return entries.filter(({ change }) => change !== 'deleted');
  if (untold === 'arrived' && !listing) return entries.filter(({ change }) => change !== 'created');
  return entries;
}
