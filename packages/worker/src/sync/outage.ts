import type { Failure } from '../errors.ts';
import type { MailboxResult } from './events.ts';
import type { StoreKind } from './ports/index.ts';

/** So many mailboxes in a row that could not be read at all, before any could, mean that the source is down. */
const mailboxesInARow = 3;

/** Sees from the mailboxes' results that going on is pointless. */
export interface OutageWatch {
  observe(store: StoreKind, result: MailboxResult): void;
  /** Why no further mailbox should be begun. */
  failure(): Failure | undefined;
  /**
   * Every mailbox was refused for the same reason: that is the tenant's or the application's setting, not theirs. Archives
   * may be read another way than mailboxes, so that they count only where nothing else is read.
   */
  refusedEverywhere(): Failure | undefined;
}

/** What came of the stores of one kind. */
interface Tally {
  /** Those that are there. */
  seen: number;
  readonly refusals: Failure[];
}

export function outageWatch(): OutageWatch {
  const tallies: Readonly<Record<StoreKind, Tally>> = {
    primary: { seen: 0, refusals: [] },
    archive: { seen: 0, refusals: [] },
  };
  let readable = 0;
  let row = 0;
  let stop: Failure | undefined;
  return {
    observe: (store, { outcome, failures: [failure] }) => {
      if (outcome === 'absent') return;
      tallies[store].seen += 1;
      if (outcome !== 'incomplete' || failure === undefined) {
        readable += 1;
        return;
      }
      if (failure.kind === 'configuration') stop ??= failure;
      if (failure.kind === 'mailbox') tallies[store].refusals.push(failure);
      row = failure.kind === 'transient' ? row + 1 : 0;
      if (readable === 0 && row >= mailboxesInARow) stop ??= failure;
    },
    failure: () => stop,
    refusedEverywhere: () => {
      const { seen, refusals } = tallies[tallies.primary.seen > 0 ? 'primary' : 'archive'];
      const [first] = refusals;
      if (first === undefined || refusals.length < seen) return undefined;
      if (refusals.some(({ code }) => code !== first.code)) return undefined;
      return {
        ...first,
        kind: 'configuration',
        message: `every mailbox of this worker was refused (${first.code}): ${first.message}`,
      };
    },
  };
}
