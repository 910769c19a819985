import type { Failure, FailureKind } from '../errors.ts';
import type { CopyRef, FailureRecord } from './ports/index.ts';

/** Failures that concern the whole store or run: the folder or item at hand has nothing to do with them. */
const widerThanItem: ReadonlySet<FailureKind> = new Set<FailureKind>([
  'throttled',
  'mailbox',
  'no-archive',
  'configuration',
  'lease-lost',
  'cancelled',
]);

/** True: stop the store; false: record it for the item or folder at hand and go on. */
export function stopsStore({ kind }: Failure): boolean {
  return widerThanItem.has(kind);
}

/** True: trying again cannot help before the item changes. */
export function isPermanent({ kind }: Failure): boolean {
  return kind === 'permanent';
}

/** After so many attempts an item rests until it changes or an operator asks: with the waits between them, two days. */
const mostAttempts = 8;
/** Wait after the first attempt; it doubles with each further one. */
const firstWaitMs = 15 * 60_000;
const longestWaitMs = 24 * 60 * 60_000;
/** Characters of a failure's text that are kept: rows stay small whatever a service says. */
const messageCharacters = 500;

/** The item is not tried again before it changes. */
export function isResting({ permanent, attempts }: FailureRecord): boolean {
  return permanent || attempts >= mostAttempts;
}

/** The item's next attempt has come. */
export function isDue(record: FailureRecord, now: number): boolean {
  return !isResting(record) && record.nextAttemptAt <= now;
}

/**
 * The item may still turn up as the new place of a message that left its old one, so that nothing may be deleted before
 * it has been brought in or given up.
 */
export function blocksDeletion(record: FailureRecord): boolean {
  return !record.indexed && !isResting(record);
}

/** Marks an item that was told to be in a folder whose own changes have not told it. */
const movedCode = 'moved';

/** Nothing failed yet: the item was told to be there, and has not been tried. */
export function isUntried({ code }: Pick<FailureRecord, 'code'>): boolean {
  return code === movedCode;
}

/** Marks a document that has to be rendered from another copy, because the one it came from is gone. */
const refreshCode = 'refresh';

type EarlierFailure = Pick<FailureRecord, 'attempts' | 'firstSeenAt' | 'awaited'> & {
  readonly changeKey?: string | undefined;
};

/** What is known of a failed item. */
export interface FailedAttempt {
  readonly copy: CopyRef;
  readonly failure: Failure;
  readonly changeKey?: string | undefined;
  /** The message itself is in the index all the same. */
  readonly indexed: boolean;
  /** Of an item that is not remembered: the listing that showed it. */
  readonly listing?: number | undefined;
  readonly now: number;
  /** What is remembered of its failures, if it failed before. */
  readonly earlier?: EarlierFailure | undefined;
}

/** The record of an item's failure. Attempts count for as long as the item stays as it is. */
export function failureRecord(attempt: FailedAttempt): FailureRecord {
  const { copy, failure, changeKey, indexed, listing, now, earlier } = attempt;
  const same = earlier !== undefined && earlier.changeKey === changeKey;
  const attempts = same ? earlier.attempts + 1 : 1;
  return {
    folderId: copy.folderId,
    itemId: copy.itemId,
    code: failure.code,
    message: failure.message.slice(0, messageCharacters),
    permanent: isPermanent(failure),
    ...(changeKey === undefined ? {} : { changeKey }),
    indexed,
    ...(earlier?.awaited === true ? { awaited: true } : {}),
    ...(listing === undefined ? {} : { listing }),
    attempts,
    nextAttemptAt: now + Math.min(firstWaitMs * 2 ** (attempts - 1), longestWaitMs),
    firstSeenAt: same ? earlier.firstSeenAt : now,
    lastSeenAt: now,
  };
}

/** The record that has a document rendered again from a surviving copy, in this very run. */
export function refreshRecord(copy: CopyRef, now: number): FailureRecord {
  const message = 'the copy that the document was rendered from is gone; it is rendered from another one';
  const failure = { code: refreshCode, kind: 'transient', message } as const;
  return dueAtOnce({ copy, failure, indexed: true, now });
}

/** A record of what was not tried yet. */
function dueAtOnce(attempt: FailedAttempt): FailureRecord {
  return { ...failureRecord(attempt), attempts: 0, nextAttemptAt: attempt.now };
}

/** What is known of an item that left another folder. */
export interface AwaitedItem {
  readonly copy: CopyRef;
  readonly changeKey?: string | undefined;
  /** The folder's listing at that time. */
  readonly listing: number;
  readonly now: number;
}

/** The record that has an item brought into the folder that it is said to be in now, in this very run. */
export function awaitedRecord(awaited: AwaitedItem): FailureRecord {
  const message =
    'the source says that the message was moved here; it is brought in, whether or not the folder tells of it';
  const failure = { code: movedCode, kind: 'transient', message } as const;
  return { ...dueAtOnce({ ...awaited, failure, indexed: false }), awaited: true };
}
