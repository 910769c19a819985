import { maskAddress, type Settings } from '@connector/shared';
import type { DynamoStore } from '../dynamodb/index.ts';
import { systemClock as clock } from '../runtime/system-clock.ts';
import { leaseKeeper } from '../sync/leases.ts';
import type { HeldDeletions, HeldMailboxes, MailboxRef } from '../sync/ports/index.ts';
import { exitCodes } from './options.ts';
import { openState } from './state.ts';

/** What is held of one store. */
interface HeldStore extends HeldDeletions, MailboxRef {}

/** How deletions that the safeguard holds are shown. */
export interface HeldOptions {
  readonly json: boolean;
  readonly showAddresses: boolean;
}

/** Lists the deletions that are held, of all mailboxes that there is state of. Returns the exit code. */
export async function listHeld(settings: Settings, { json, showAddresses }: HeldOptions): Promise<number> {
  const { held, list } = await withStore(settings, async (store) => ({
    held: await heldStores(store),
    list: await heldList(store),
  }));
  const shown = held.map((one) => ({ ...one, address: showAddresses ? one.address : maskAddress(one.address) }));
  if (json) console.log(JSON.stringify({ held: shown, ...(list === undefined ? {} : { list }) }));
  else if (shown.length === 0 && list === undefined) console.log('No deletion is held.');
  else
    for (const one of [...shown.map(describe), ...(list === undefined ? [] : [describeList(list)])]) console.log(one);
  return exitCodes.complete;
}

/**
 * Allows the deletions that are held of one mailbox, or of all; the next run does them, unless more has come to them since.
 * Returns the exit code.
 */
export async function releaseHeld(settings: Settings, { mailbox }: { mailbox: string | undefined }): Promise<number> {
  return withStore(settings, async (store) => {
    const held = (await heldStores(store)).filter(({ address }) => mailbox === undefined || address === mailbox);
    // The list is of no mailbox: it is released with all.
    const listReleased = mailbox === undefined && (await releaseList(store));
    if (held.length === 0 && !listReleased) {
      console.log('No deletion is held, so nothing was released. `worker held` lists what is.');
      return exitCodes.complete;
    }
    let exitCode: number = exitCodes.complete;
    for (const one of held) if (!(await release(store, one, settings))) exitCode = exitCodes.incomplete;
    return exitCode;
  });
}

/** Under the mailbox's lease, so that a run that is counting at this moment does not write over it. */
async function release(store: DynamoStore, held: HeldStore, settings: Settings): Promise<boolean> {
  const { address, store: kind, ...record } = held;
  const mailbox: MailboxRef = { address, store: kind };
  const owner = `operator/${clock.random().toString(36).slice(2)}`;
  const options = { leases: store.leases, owner, leaseMs: settings.leaseSeconds * 1000, clock, emit: () => {} };
  const acquisition = await leaseKeeper(options).acquire(mailbox);
  const name = `${maskAddress(address)} (${kind})`;
  if (acquisition.state !== 'acquired') {
    console.log(`${name} is being synced: try again when the run has ended.`);
    return false;
  }
  try {
    const state = store.open(mailbox, acquisition.lease.fence);
    await state.write([{ kind: 'put-held', record: { ...record, released: record.messages } }]);
  } finally {
    await acquisition.lease.release();
  }
  console.log(`${name}: ${record.messages} messages will be deleted from the index by the next run.`);
  return true;
}

async function heldStores(store: DynamoStore): Promise<readonly HeldStore[]> {
  const found: HeldStore[] = [];
  for await (const mailboxes of store.scanStores()) {
    for (const mailbox of mailboxes) {
      const held = await store.view(mailbox).readHeld();
      if (held !== undefined) found.push({ ...mailbox, ...held });
    }
  }
  return found;
}

async function heldList({ roster }: DynamoStore): Promise<HeldMailboxes | undefined> {
  return (await roster.readRoster())?.held;
}

/** False: nothing of it is held, or a run was writing it at this moment. */
async function releaseList({ roster }: DynamoStore): Promise<boolean> {
  const list = await roster.readRoster();
  if (list?.held === undefined) return false;
  const held = { ...list.held, released: list.held.leaving };
  const frozenBy = `operator/${clock.random().toString(36).slice(2)}`;
  const replaced = await roster.replaceRoster(list.version, { ...list, version: list.version + 1, frozenBy, held });
  console.log(
    replaced
      ? `${held.leaving} mailboxes will leave the list with the next run.`
      : 'The list of mailboxes is being frozen at this moment: try again.',
  );
  return replaced;
}

function describeList({ leaving, listed, since, released }: HeldMailboxes): string {
  const next = released === undefined ? 'they wait for `worker release`' : `released for up to ${released}`;
  return `${leaving} of ${listed} mailboxes are in the group no more, since ${new Date(since).toISOString()}, ${next}`;
}

function describe({ address, store, messages, known, since, released }: HeldStore): string {
  const next = released === undefined ? 'waits for `worker release`' : `released for up to ${released}`;
  return `${address} (${store}): ${messages} of ${known} messages, since ${new Date(since).toISOString()}, ${next}`;
}

async function withStore<T>(settings: Settings, work: (store: DynamoStore) => Promise<T>): Promise<T> {
  const store = openState(settings);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
