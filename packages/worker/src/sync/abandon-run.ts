import type { Failure } from '../errors.ts';
import { noCounts } from './counts.ts';
import type { EventSink, RunSummary, SyncMode } from './events.ts';

/** Ends a run that could not begin, as nobody knows its mailboxes. The summary is also emitted, as that of any run. */
export function abandonRun(
  { mode, emit }: { readonly mode: SyncMode; readonly emit: EventSink },
  failure: Failure,
): RunSummary {
  const summary: RunSummary = {
    mode,
    outcome: failure.kind === 'cancelled' ? 'stopped' : 'incomplete',
    mailboxes: [],
    counts: noCounts,
    failuresByCode: {},
    messagesFilteredByReason: {},
    attachmentsSkippedByReason: {},
    ...(failure.kind === 'configuration' ? { configurationFailure: failure } : { failure }),
    durationMs: 0,
  };
  emit({ type: 'run-started', mode, mailboxes: [], stores: [] });
  emit({ type: 'run-finished', summary });
  return summary;
}
