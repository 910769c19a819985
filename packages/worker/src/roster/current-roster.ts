import { createHash } from 'node:crypto';
import { ConnectorError, toFailure } from '../errors.ts';
import type { EventSink } from '../sync/events.ts';
import type { Clock, Directory, GroupMailboxes, Roster, RosterStore } from '../sync/ports/index.ts';
import { nextRoster } from './next-roster.ts';

/** Whose mailboxes are wanted. */
export interface RosterSettings {
  /** Addresses that settings name themselves. */
  readonly list: readonly string[];
  /** Object id, address or name of the group. */
  readonly group: string;
  /** Milliseconds from one run of a worker to the next. */
  readonly intervalMs: number;
  /** The part of the list, in percent, that may leave it unasked. */
  readonly safeguardPercent: number;
}

export interface RosterOptions {
  readonly settings: RosterSettings;
  readonly store: RosterStore;
  readonly directory: Directory;
  /** This process, and no other one that ever was. */
  readonly owner: string;
  readonly clock: Clock;
  readonly emit: EventSink;
  readonly signal: AbortSignal;
}

/**
 * The list that a run goes by. The first worker that finds it due freezes it anew; others that found it due at the same time
 * go by what the fastest of them wrote, so that there is one list to a version.
 * @throws ConnectorError when there is no list yet and the group cannot be read; an older list is used on, with a warning
 */
export async function currentRoster(options: RosterOptions): Promise<Roster> {
  const { settings, store, clock, emit } = options;
  const previous = await store.readRoster();
  if (previous !== undefined && !isDue(previous, settings, clock.now())) return previous;
  try {
    return await freeze(options, previous);
  } catch (thrown) {
    const { code, kind, message } = toFailure(thrown);
    if (previous === undefined || kind === 'cancelled') throw thrown;
    const since = new Date(previous.frozenAt).toISOString();
    const consequence = `the list of all mailboxes could not be frozen anew, so that the one of ${since} is used on`;
    emit({ type: 'warning', code, message: `${consequence}: ${message}` });
    return previous;
  }
}

async function freeze(options: RosterOptions, previous: Roster | undefined): Promise<Roster> {
  const { settings, store, directory, owner, clock, emit, signal } = options;
  const { list, safeguardPercent } = settings;
  const group = await directory.mailboxesOf(settings.group, signal);
  if (previous === undefined && group.mailboxes.length === 0) throw nobody(group);
  const resolved = { source: sourceOf(settings), list, group, safeguardPercent };
  const next = nextRoster(previous, resolved, { frozenBy: owner, now: clock.now() });
  if (!(await store.replaceRoster(previous?.version, next))) return (await store.readRoster()) ?? next;
  report(emit, previous, next);
  return next;
}

/** Not a list of nobody: what was indexed by a list of addresses before would leave the index. */
function nobody({ skipped, unknown }: GroupMailboxes): ConnectorError {
  const why = JSON.stringify({ ...skipped, unknown: unknown.length });
  const message =
    `the group of EXCHANGE_MAILBOX_GROUP has no member with a mailbox that can be read; members by reason: ${why}. ` +
    'Put users or shared mailboxes into the group, or name another one.';
  return new ConnectorError({ code: 'directory.empty-group', kind: 'configuration', message });
}

/**
 * Half an interval is enough to tell rounds apart: workers do not begin theirs at the same time, and one whose round begins a
 * moment before the list would be due must not leave it for another whole interval. Clocks of machines need not agree to the
 * minute.
 */
function isDue({ source, held, frozenAt }: Roster, settings: RosterSettings, now: number): boolean {
  return (
    source !== sourceOf(settings) || held?.released !== undefined || Math.abs(now - frozenAt) >= settings.intervalMs / 2
  );
}

function sourceOf({ list, group }: RosterSettings): string {
  return createHash('sha256')
    .update(JSON.stringify([group, list]))
    .digest('base64url');
}

function report(emit: EventSink, previous: Roster | undefined, next: Roster): void {
  const { version, addresses, skipped, held } = next;
  const before = new Set(previous?.addresses);
  const after = new Set(addresses);
  emit({
    type: 'mailboxes-frozen',
    version,
    mailboxes: addresses.length,
    joined: addresses.filter((address) => !before.has(address)).length,
    left: [...before].filter((address) => !after.has(address)).length,
    skipped,
  });
  if (held !== undefined) emit({ type: 'mailboxes-held', leaving: held.leaving, listed: held.listed });
}

/**
 * The newest list, for who is about to take a mailbox out of the index: the list that the run began with may be older by then.
 * Undefined when there is none, or one of other settings than ours: it says nothing of what is unwanted.
 */
export async function newestRoster(store: RosterStore, settings: RosterSettings): Promise<Roster | undefined> {
  const newest = await store.readRoster();
  return newest?.source === sourceOf(settings) ? newest : undefined;
}
