export { abandonRun } from './abandon-run.ts';
export type {
  AuditReport,
  Counts,
  EventSink,
  MailboxResult,
  RunSummary,
  ServiceName,
  SyncEvent,
  SyncMode,
} from './events.ts';
export type { RunOptions } from './run.ts';
export { runSync } from './run.ts';
