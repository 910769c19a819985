import { maskAddress, unitsUsed } from '@connector/shared';
import type { RunSummary, SyncEvent } from '../sync/index.ts';

/** What a run would do about one store of a mailbox. */
export interface PlannedStore {
  readonly mailbox: string;
  readonly store: string;
  /** `complete`: the plan is whole; anything else says why it may not be. */
  readonly outcome: string;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly documentsDeleted: number;
  readonly deletionsHeld: number;
  /** Messages that could not be read, by cause. */
  readonly failed: Readonly<Record<string, number>>;
  /** Messages that settings do not want, by reason. */
  readonly filtered: Readonly<Record<string, number>>;
  /** Attachments that would be left out, by reason. */
  readonly attachmentsSkipped: Readonly<Record<string, number>>;
}

/** The answer of a dry run. */
export interface Plan {
  readonly mode: string;
  readonly outcome: string;
  readonly problem?: string;
  readonly mailboxes: readonly PlannedStore[];
  /** All mailboxes, with members of the group that would be left out, by reason; missing when the list would stay as it is. */
  readonly list?: {
    readonly mailboxes: number;
    readonly joined: number;
    readonly left: number;
    readonly skipped: Readonly<Record<string, number>>;
  };
  /** Documents of messages and attachments that would be put, and the bytes of their content. */
  readonly documents: number;
  readonly bytes: number;
  /** Calls that the dry run made, and requests that a run would add to put and delete, by service and operation. */
  readonly calls: Readonly<Record<string, number>>;
  /** Units of index capacity that the documents to be put need by themselves. */
  readonly capacityUnits: number;
}

/** Adds up what a dry run tells. */
export interface PlanRecorder {
  event(event: SyncEvent): void;
  /** Requests of so many documents with so many bytes. */
  put(request: { readonly documents: number; readonly bytes: number }): void;
  plan(summary: RunSummary, options: { readonly showAddresses: boolean }): Plan;
}

export function planRecorder(): PlanRecorder {
  const calls: Record<string, number> = {};
  let frozen: Plan['list'];
  const skipped = new Map<string, Record<string, number>>();
  const filtered = new Map<string, Record<string, number>>();
  let documents = 0;
  let bytes = 0;
  const countCall = (name: string): void => {
    calls[name] = (calls[name] ?? 0) + 1;
  };
  return {
    event: (event) => {
      if (event.type === 'mailboxes-frozen') {
        const { mailboxes, joined, left, skipped: leftOut } = event;
        frozen = { mailboxes, joined, left, skipped: leftOut };
      }
      if (event.type === 'call') countCall(`${event.service}.${event.operation}`);
      const tallies = { 'attachment-skipped': skipped, 'message-filtered': filtered };
      if (event.type !== 'attachment-skipped' && event.type !== 'message-filtered') return;
      const key = JSON.stringify(event.mailbox);
      const reasons = tallies[event.type].get(key) ?? {};
      reasons[event.reason] = (reasons[event.reason] ?? 0) + 1;
      tallies[event.type].set(key, reasons);
    },
    put: (request) => {
      documents += request.documents;
      bytes += request.bytes;
      countCall('qbusiness.BatchPutDocument');
    },
    plan: ({ mode, outcome, mailboxes, failure, configurationFailure }, { showAddresses }) => {
      const problem = (configurationFailure ?? failure)?.message;
      return {
        mode,
        outcome,
        ...(problem === undefined ? {} : { problem }),
        mailboxes: mailboxes.map(({ mailbox, result }) => ({
          mailbox: showAddresses ? mailbox.address : maskAddress(mailbox.address),
          store: mailbox.store,
          outcome: result.outcome,
          added: result.counts.added,
          changed: result.counts.indexed - result.counts.added,
          unchanged: result.counts.unchanged,
          documentsDeleted: result.counts.documentsDeleted,
          deletionsHeld: result.counts.deletionsHeld,
          failed: result.outstanding,
          filtered: filtered.get(JSON.stringify(mailbox)) ?? {},
          attachmentsSkipped: skipped.get(JSON.stringify(mailbox)) ?? {},
        })),
        ...(frozen === undefined ? {} : { list: frozen }),
        documents,
        bytes,
        calls,
        capacityUnits: Math.ceil(unitsUsed({ documents, textBytes: bytes })),
      };
    },
  };
}

/** A plan for people. */
export function planText(plan: Plan): string {
  const stores = plan.mailboxes.map((store) => {
    const { mailbox, outcome, added, changed, unchanged, documentsDeleted, deletionsHeld } = store;
    const lines = [
      `${mailbox} (${store.store}): ${added} to add, ${changed} to change, ${unchanged} as they are, ` +
        `${documentsDeleted} documents to delete, ${deletionsHeld} deletions held${outcome === 'complete' ? '' : `; ${outcome}`}`,
    ];
    if (Object.keys(store.failed).length > 0) lines.push(`  cannot be read: ${tally(store.failed)}`);
    if (Object.keys(store.filtered).length > 0) lines.push(`  messages left out: ${tally(store.filtered)}`);
    if (Object.keys(store.attachmentsSkipped).length > 0) {
      lines.push(`  attachments left out: ${tally(store.attachmentsSkipped)}`);
    }
    return lines.join('\n');
  });
  return [
    ...(plan.problem === undefined ? [] : [`The plan is not whole: ${plan.problem}`]),
    ...(plan.list === undefined ? [] : [listText(plan.list)]),
    ...stores,
    `In all ${plan.documents} documents with ${Math.ceil(plan.bytes / 1024)} kB, ${plan.capacityUnits} units of index capacity.`,
    `Calls: ${tally(plan.calls)}`,
    'Nothing was put, deleted or remembered.',
  ].join('\n');
}

function listText({ mailboxes, joined, left, skipped }: NonNullable<Plan['list']>): string {
  const leftOut = Object.keys(skipped).length === 0 ? '' : `; members of the group left out: ${tally(skipped)}`;
  return `The list of all workers has ${mailboxes} mailboxes: ${joined} join it, ${left} leave it${leftOut}.`;
}

function tally(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
