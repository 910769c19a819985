export type { Counts, EventSink, MailboxResult, RunSummary, ServiceName, SyncEvent, SyncMode } from './events.ts';
