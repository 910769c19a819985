import type { MailboxResult, SyncEvent } from '../../sync/events.ts';
import type { Clock, MailboxRef } from '../../sync/ports/index.ts';
import type { Instrument } from './instrument.ts';

/** What is known of one store of a mailbox. */
interface Store {
  readonly phase: 'unknown' | 'parked' | MailboxResult['outcome'];
  /** When its sync last succeeded, milliseconds since the epoch. */
  readonly completedAt?: number;
  readonly deletionsHeld: number;
}

const unknown: Store = { phase: 'unknown', deletionsHeld: 0 };
/** After these it is known what the safeguard holds; others may have ended before it was asked. */
const reachesSafeguard: ReadonlySet<Store['phase']> = new Set(['complete', 'removed', 'absent']);

/** How many mailboxes are done, parked and failing, how old the oldest success is, and how many deletions are held. */
export function stores(clock: Pick<Clock, 'now'>): Instrument {
  const startedAt = clock.now();
  const known = new Map<string, Store>();
  /** Those that the last run was to sync. One that is to be removed has no age. */
  let wanted: readonly string[] = [];
  const of = (mailbox: MailboxRef): Store => known.get(keyOf(mailbox)) ?? unknown;

  const agedSeconds = (): number => {
    const present = wanted.map((key) => known.get(key) ?? unknown).filter(({ phase }) => phase !== 'absent');
    const times = present.map(({ completedAt }) => completedAt ?? startedAt);
    // Not below zero: the time on record may come from a machine whose clock is ahead.
    return times.length === 0 ? 0 : Math.max(0, Math.round((clock.now() - Math.min(...times)) / 1000));
  };

  return {
    event: (event) => {
      if (event.type === 'run-started') wanted = event.stores.map(keyOf);
      if (event.type === 'run-finished') forget(known, wanted);
      if ('mailbox' in event) known.set(keyOf(event.mailbox), after(of(event.mailbox), event));
    },
    levels: () => {
      const all = [...known.values()];
      const count = (wantedPhase: Store['phase']) => all.filter(({ phase }) => phase === wantedPhase).length;
      return [
        { metric: 'syncAge', value: agedSeconds() },
        { metric: 'mailboxesDone', value: count('complete') },
        { metric: 'mailboxesParked', value: count('parked') },
        { metric: 'mailboxesFailing', value: count('incomplete') },
        { metric: 'deletionsHeld', value: all.reduce((sum, { deletionsHeld }) => sum + deletionsHeld, 0) },
      ];
    },
  };
}

function keyOf({ address, store }: MailboxRef): string {
  return JSON.stringify([address, store]);
}

function after(store: Store, event: SyncEvent): Store {
  switch (event.type) {
    case 'mailbox-parked':
      return { ...store, phase: 'parked' };
    // What it was before it was parked is no longer so, and what it is shows at its end.
    case 'mailbox-started':
      return store.phase === 'parked' ? { ...store, phase: 'unknown' } : store;
    case 'mailbox-finished': {
      const { outcome, counts, completedAt = store.completedAt } = event.result;
      const held = counts.deletionsHeld > 0 || reachesSafeguard.has(outcome);
      return {
        phase: outcome,
        ...(completedAt === undefined ? {} : { completedAt }),
        deletionsHeld: held ? counts.deletionsHeld : store.deletionsHeld,
      };
    }
    default:
      return store;
  }
}

/** A store that is not wanted any more is remembered for as long as something of it is held or failing. */
function forget(known: Map<string, Store>, wanted: readonly string[]): void {
  const kept = new Set(wanted);
  for (const [key, { phase, deletionsHeld }] of known) {
    if (!kept.has(key) && phase !== 'incomplete' && deletionsHeld === 0) known.delete(key);
  }
}
