import type { RowCounts } from './row-writes.ts';

/** What a run with nothing new did. */
export interface IdleRun {
  /** Calls by `service.Operation`. */
  readonly calls: Readonly<Record<string, number>>;
  /** Rows written to the state table, by kind. */
  readonly rows: RowCounts;
  /** Stores that were asked for: an archive that is not there costs a look. */
  readonly storesAsked: number;
  /** Stores that there are. */
  readonly stores: number;
}

/** Calls that only a changed message is worth. */
const callsForChanges = [
  'exchange.GetItem',
  'exchange.GetAttachment',
  'graph.GetMessage',
  'graph.GetEvent',
  'graph.GetContact',
  'graph.GetAttachmentValue',
  'qbusiness.BatchPutDocument',
  'qbusiness.BatchDeleteDocument',
];

/**
 * What a run with nothing new did beyond reading the changes, as sentences. A store costs its lease, taken and given
 * back, and the row that says when it was last complete: nothing that grows with messages or folders.
 */
export function idleCosts({ calls, rows, storesAsked, stores }: IdleRun): readonly string[] {
  const allowed: RowCounts = { lease: 2 * storesAsked, mailbox: stores, 'lease renewed': Number.POSITIVE_INFINITY };
  return [
    ...callsForChanges
      .filter((call) => (calls[call] ?? 0) > 0)
      .map((call) => `nothing new: ${calls[call]} calls of ${call}, none is needed`),
    ...Object.entries(rows)
      .filter(([kind, count]) => count > (allowed[kind] ?? 0))
      .map(
        ([kind, count]) =>
          `nothing new: ${count} "${kind}" rows written to the state table, ${allowed[kind] ?? 0} are needed`,
      ),
  ];
}
