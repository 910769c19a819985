import type { Failure } from '../errors.ts';
import type { MailboxResult } from './events.ts';

/** So many mailboxes in a row that could not be read at all, before any could, mean that the source is down. */
const mailboxesInARow = 3;

/** Sees from the mailboxes' results that going on is pointless. */
export interface OutageWatch {
  observe(result: MailboxResult): void;
  /** Why no further mailbox should be begun. */
  failure(): Failure | undefined;
  /** Every mailbox was refused for the same reason: that is the tenant's or the application's setting, not theirs. */
  refusedEverywhere(): Failure | undefined;
}

export function outageWatch(): OutageWatch {
  const refused: Failure[] = [];
  let readable = 0;
  let row = 0;
  let stop: Failure | undefined;
  return {
    observe: ({ outcome, failures: [failure] }) => {
      if (outcome === 'absent') return;
      if (outcome !== 'incomplete' || failure === undefined) {
        readable += 1;
        return;
      }
      if (failure.kind === 'configuration') stop ??= failure;
      if (failure.kind === 'mailbox') refused.push(failure);
      row = failure.kind === 'transient' ? row + 1 : 0;
      if (readable === 0 && row >= mailboxesInARow) stop ??= failure;
    },
    failure: () => stop,
    refusedEverywhere: () => {
      const [first] = refused;
      if (readable > 0 || first === undefined || refused.some(({ code }) => code !== first.code)) return undefined;
      return {
        ...first,
        kind: 'configuration',
        message: `every mailbox of this worker was refused (${first.code}): ${first.message}`,
      };
    },
  };
}
