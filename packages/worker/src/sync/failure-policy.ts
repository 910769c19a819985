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

/** After so many attempts an item rests until it changes: it has had a week of daily runs. */
const mostAttempts = 8;

/** The item is tried again in the next run. */
export function isDue({ permanent, attempts }: FailureRecord): boolean {
  return !permanent && attempts < mostAttempts;
}

/** Marks a document that has to be rendered from another copy, because the one it came from is gone. */
const refreshCode = 'refresh';

/** The record of an item's failure; `earlier` is the one that exists, if any. */
export function failureRecord(
  copy: CopyRef,
  failure: Failure,
  options: { now: number; earlier?: FailureRecord | undefined },
): FailureRecord {
  const { now, earlier } = options;
  return {
    folderId: copy.folderId,
    itemId: copy.itemId,
    code: failure.code,
    message: failure.message,
    permanent: isPermanent(failure),
    attempts: (earlier?.attempts ?? 0) + 1,
    firstSeenAt: earlier?.firstSeenAt ?? now,
    lastSeenAt: now,
  };
}

/** The record that has a document rendered again from a surviving copy. */
export function refreshRecord(copy: CopyRef, now: number): FailureRecord {
  const message = 'the copy that the document was rendered from is gone; it is rendered from another one';
  return failureRecord(copy, { code: refreshCode, kind: 'transient', message }, { now });
}
