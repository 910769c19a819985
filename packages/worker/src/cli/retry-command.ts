import { maskAddress, type Settings } from '@connector/shared';
import { systemClock as clock } from '../runtime/system-clock.ts';
import { leaseKeeper } from '../sync/leases.ts';
import type { FailureRecord, MailboxRef } from '../sync/ports/index.ts';
import { type RetryOutcome, retryOnDemand } from '../sync/retry-on-demand.ts';
import { exitCodes, type RetryRequest } from './options.ts';
import { bothStores, openState, ownStores } from './state.ts';

/** One store with what came of it. */
type StoreOutcome = MailboxRef & RetryOutcome;

/** Makes failures due for the next run. Returns the exit code. */
export async function retryFailuresNow(settings: Settings, request: RetryRequest): Promise<number> {
  const stores = storesOf(settings, request);
  if (stores === undefined) {
    console.error('The mailbox is none of EXCHANGE_PRIMARY_SMTP_ADDRESS. Give --mailbox an address of that list.');
    return exitCodes.usage;
  }
  const outcomes = await retryStores(settings, { stores, code: request.code });
  if (request.json) console.log(JSON.stringify(summaryOf(outcomes)));
  else print(outcomes);
  return outcomes.some(({ state }) => state === 'being-synced') ? exitCodes.incomplete : exitCodes.complete;
}

/** Undefined: there is no such mailbox. */
function storesOf(settings: Settings, { mailbox }: RetryRequest): readonly MailboxRef[] | undefined {
  if (mailbox === undefined) return ownStores(settings);
  const address = mailbox.trim().toLowerCase();
  return settings.exchangePrimarySmtpAddress.includes(address) ? bothStores(address) : undefined;
}

async function retryStores(
  settings: Settings,
  { stores, code }: { stores: readonly MailboxRef[]; code: string | undefined },
): Promise<readonly StoreOutcome[]> {
  const state = openState(settings);
  const keeper = leaseKeeper({
    leases: state.leases,
    owner: `retry/${clock.random().toString(36).slice(2)}`,
    leaseMs: settings.leaseSeconds * 1000,
    clock,
    emit: () => {},
  });
  const isWanted = (record: FailureRecord) => code === undefined || record.code === code;
  const outcomes: StoreOutcome[] = [];
  try {
    for (const store of stores) {
      outcomes.push({ ...store, ...(await retryOnDemand({ state, keeper, clock }, store, isWanted)) });
    }
  } finally {
    await state.close();
  }
  return outcomes;
}

function summaryOf(outcomes: readonly StoreOutcome[]) {
  return {
    retried: totalOf(outcomes),
    beingSynced: outcomes.filter(({ state }) => state === 'being-synced').map(shown),
  };
}

function totalOf(outcomes: readonly StoreOutcome[]): number {
  return outcomes.reduce((sum, outcome) => sum + (outcome.state === 'due' ? outcome.failures : 0), 0);
}

function shown({ address, store }: MailboxRef) {
  return { address: maskAddress(address), store };
}

function print(outcomes: readonly StoreOutcome[]): void {
  const { retried, beingSynced } = summaryOf(outcomes);
  console.log(
    retried === 0
      ? 'No failure was waiting: nothing to try again.'
      : `${retried} messages are tried again in the next run.`,
  );
  for (const { address, store } of beingSynced) {
    console.log(`  ${address} (${store}) was left alone: it is being synced, or was a moment ago. Try again later.`);
  }
}
