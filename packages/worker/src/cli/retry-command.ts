import { maskAddress, type Settings } from '@connector/shared';
import type { DynamoStore } from '../dynamodb/index.ts';
import { systemClock as clock } from '../runtime/system-clock.ts';
import { leaseKeeper } from '../sync/leases.ts';
import type { FailureRecord, MailboxRef } from '../sync/ports/index.ts';
import { type RetryOutcome, retryOnDemand } from '../sync/retry-on-demand.ts';
import { exitCodes, type RetryRequest } from './options.ts';
import { allMailboxes, bothStores, openState, ownStores } from './state.ts';

/** One store with what came of it. */
type StoreOutcome = MailboxRef & RetryOutcome;

/** Makes failures due for the next run. Returns the exit code. */
export async function retryFailuresNow(settings: Settings, request: RetryRequest): Promise<number> {
  const state = openState(settings);
  let outcomes: readonly StoreOutcome[];
  try {
    const stores = await storesOf(settings, request, state);
    if (stores === undefined) {
      console.error(
        'The mailbox is none of EXCHANGE_PRIMARY_SMTP_ADDRESS or EXCHANGE_MAILBOX_GROUP. Give --mailbox an address of them.',
      );
      return exitCodes.usage;
    }
    outcomes = await retryStores(settings, { state, stores, code: request.code });
  } finally {
    await state.close();
  }
  if (request.json) console.log(JSON.stringify(summaryOf(outcomes)));
  else print(outcomes);
  return outcomes.some(({ state }) => state === 'being-synced') ? exitCodes.incomplete : exitCodes.complete;
}

/** Undefined: there is no such mailbox. */
async function storesOf(
  settings: Settings,
  { mailbox }: RetryRequest,
  state: DynamoStore,
): Promise<readonly MailboxRef[] | undefined> {
  if (mailbox === undefined) return ownStores(settings, state);
  const address = mailbox.trim().toLowerCase();
  return (await allMailboxes(settings, state)).includes(address) ? bothStores(address) : undefined;
}

async function retryStores(
  settings: Settings,
  { state, stores, code }: { state: DynamoStore; stores: readonly MailboxRef[]; code: string | undefined },
): Promise<readonly StoreOutcome[]> {
  const keeper = leaseKeeper({
    leases: state.leases,
    owner: `retry/${clock.random().toString(36).slice(2)}`,
    leaseMs: settings.leaseSeconds * 1000,
    clock,
    emit: () => {},
  });
  const isWanted = (record: FailureRecord) => code === undefined || record.code === code;
  const outcomes: StoreOutcome[] = [];
  for (const store of stores) {
    outcomes.push({ ...store, ...(await retryOnDemand({ state, keeper, clock }, store, isWanted)) });
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
