import fc from 'fast-check';
import { documentIdOf, messageDocumentIdOf } from '../../src/documents/index.ts';
import type { Failure } from '../../src/errors.ts';
import type { SyncMode } from '../../src/sync/index.ts';
import type { EngineWorld } from './engine-world.ts';
import { allItems } from './index-contents.ts';
import { type Api, type FaultHook, toMailMessage } from './memory-source.ts';

/** A day's runs: sets of workers at the same time, as while a service rolls from one number of workers to another. */
export interface Runs {
  readonly mode: SyncMode;
  /** Workers of each set. */
  readonly sets: readonly number[];
  /** What each set reads mailboxes through, if not all the same. */
  readonly apis?: readonly Api[];
  /** The call with this number, counted over all ports of one worker, goes wrong. */
  readonly faults: readonly { readonly worker: number; readonly at: number; readonly kind: FaultKind }[];
}

const faultKinds = [
  'transient',
  'throttled',
  'mailbox',
  'folder',
  'cursor-invalid',
  'cancelled',
  'crash',
  'crash',
] as const;
type FaultKind = (typeof faultKinds)[number];

/** Either source. */
export const api = fc.constantFrom<Api>('ews', 'graph');

const anyRuns = {
  mode: fc.constantFrom<SyncMode>('delta', 'delta', 'delta', 'full'),
  sets: fc.constantFrom([1], [1], [2], [3], [2, 3], [3, 1]),
  faults: fc.array(fc.record({ worker: fc.nat(4), at: fc.nat(120), kind: fc.constantFrom(...faultKinds) }), {
    maxLength: 4,
  }),
};

/** Any runs through one source. */
export const runs: fc.Arbitrary<Runs> = fc.record(anyRuns);

/** Any runs, of which each set may read through another source. */
export const runsOfBothSources: fc.Arbitrary<Runs> = fc.record({
  ...anyRuns,
  apis: fc.array(api, { minLength: 2, maxLength: 2 }),
});

/** Runs them; what a fault must never lead to is added to the violations. */
export async function runWithFaults(
  world: EngineWorld,
  { mode, sets, faults, apis }: Runs,
  violations: string[],
): Promise<void> {
  let worker = 0;
  const hooks = sets.map((workers) =>
    Array.from({ length: workers }, () => {
      const own = faults.filter((fault) => fault.worker === worker);
      worker += 1;
      return faultyHook(own, watchDeletes(world, violations));
    }),
  );
  await world.runWorkers({ mode, sets: hooks, ...(apis === undefined ? {} : { apis }) });
}

/** After a crash nothing the worker does has any effect. */
export function faultyHook(faults: Runs['faults'], watch: FaultHook): FaultHook {
  let calls = 0;
  let dead = false;
  return (operation, detail) => {
    if (!dead) watch(operation, detail);
    calls += 1;
    const fault = faults.find(({ at }) => at === calls);
    dead ||= fault?.kind === 'crash';
    if (dead) return failure('configuration');
    return fault === undefined || fault.kind === 'crash' ? undefined : fitting(operation, fault.kind);
  };
}

/**
 * A message that lives is never absent: a document goes only if another one shows its message, or nobody has it. What is
 * found is put on record, since the engine would take an exception for a fault.
 */
export function watchDeletes(world: EngineWorld, violations: string[]): FaultHook {
  return (operation, documentId) => {
    if (operation !== 'delete' || !isOfMessage(documentId)) return undefined;
    const base = baseOf(documentId);
    const shown = [...world.index.documents.keys()].some(
      (id) => id !== documentId && isOfMessage(id) && baseOf(id) === base,
    );
    for (const { mailbox, item } of allItems(world)) {
      if (!shown && documentIdOf(mailbox, toMailMessage(item)) === base) violations.push(`${documentId} lives`);
    }
    return undefined;
  };
}

/**
 * Whether a document is that of a message. Digests may hold `-a-` and `-v-` as well, so that only their lengths tell the parts
 * of an id apart.
 */
export function isOfMessage(documentId: string): boolean {
  return messageDocumentIdOf(documentId) === documentId;
}

/** Without what sets a variant apart. */
export function baseOf(documentId: string): string {
  return documentId.slice(0, 'm-'.length + 43);
}

/** What a port can answer: the index and the table know nothing of folders and cursors. */
function fitting(operation: string, kind: FaultKind): Failure {
  const ofSource = operation.startsWith('list');
  if (kind === 'cursor-invalid') return failure(ofSource ? kind : 'transient');
  if (kind === 'folder') return failure(operation === 'listItemChanges' ? kind : 'transient');
  if (kind === 'mailbox') return failure(ofSource ? kind : 'transient');
  return failure(kind === 'crash' ? 'transient' : kind);
}

function failure(kind: Failure['kind']): Failure {
  return { code: `fault.${kind}`, kind, message: 'a fault' };
}
