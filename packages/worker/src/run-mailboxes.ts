import type { Settings } from '@connector/shared';
import { storesOf } from './composition.ts';
import { type Failure, toFailure } from './errors.ts';
import { openDirectory } from './open-directory.ts';
import { currentRoster, newestRoster, type RosterSettings, retireRoster } from './roster/index.ts';
import { createScope } from './scope/index.ts';
import type { EventSink } from './sync/index.ts';
import type { Clock, MailboxRef, RosterStore, StateStore } from './sync/ports/index.ts';
import { version } from './version.ts';

/** The mailboxes of a run, of all workers together, or why nobody knows them. */
export type ListedMailboxes =
  | {
      readonly ok: true;
      /** In the order in which workers share them. */
      readonly all: readonly string[];
      /** Whether a store is on no list right now. */
      readonly isUnwanted: (store: MailboxRef) => Promise<boolean>;
    }
  | { readonly ok: false; readonly failure: Failure };

export interface ListingOptions {
  readonly state: Pick<StateStore, 'prepare'>;
  readonly roster: RosterStore;
  /** This process, and no other one that ever was. */
  readonly owner: string;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly signal: AbortSignal;
}

const hourMs = 60 * 60_000;

/** The mailboxes that settings name: by a list alone, or by a group too, whose members are frozen for all workers. */
export async function listMailboxes(settings: Settings, options: ListingOptions): Promise<ListedMailboxes> {
  const { exchangeMailboxGroup: group, exchangePrimarySmtpAddress: list, syncIntervalHours } = settings;
  const { state, roster, clock, emit, signal } = options;
  const intervalMs = syncIntervalHours * hourMs;
  if (group === undefined) {
    return { ok: true, all: list, isUnwanted: () => retireRoster(roster, { clock, intervalMs }) };
  }
  const wanted = { list, group, intervalMs, safeguardPercent: settings.deletionSafeguardPercent };
  const directory = openDirectory(settings, { clock, emit, version });
  try {
    await state.prepare(signal);
    const { addresses } = await currentRoster({ ...options, settings: wanted, store: roster, directory });
    return { ok: true, all: addresses, isUnwanted: (store) => isUnwanted(settings, { roster, wanted, store }) };
  } catch (thrown) {
    return { ok: false, failure: toFailure(thrown) };
  } finally {
    await directory.close();
  }
}

async function isUnwanted(
  settings: Settings,
  {
    roster,
    wanted,
    store,
  }: { readonly roster: RosterStore; readonly wanted: RosterSettings; readonly store: MailboxRef },
): Promise<boolean> {
  const newest = await newestRoster(roster, wanted);
  if (newest === undefined) return false;
  const stores = storesOf(settings, createScope(settings).mailboxes(newest.addresses));
  return !stores.some((one) => one.address === store.address && one.store === store.store);
}
