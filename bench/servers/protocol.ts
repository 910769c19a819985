import type { MailApi } from '@connector/sandbox';
import type { TableUnits } from './table-units.ts';
import type { WorldSpec } from './world-spec.ts';

/** How the servers of a scenario behave. */
export interface ServerOptions {
  readonly world: WorldSpec;
  readonly api: MailApi;
  /** Exchange and Graph answer from memory what they answered before, and puts are accepted without being looked at. */
  readonly prerendered?: boolean;
  /** Puts are accepted without being looked at or kept: an index of many documents is not what is measured. */
  readonly sink?: boolean;
  /** Milliseconds that each call to Exchange takes. */
  readonly exchangeMs?: number;
  /** Milliseconds that each put takes. */
  readonly putMs?: number;
  /** Share of calls to Exchange and of puts that are throttled, with a second to wait. */
  readonly throttleShare?: number;
  /** Large attachments go through the bucket. */
  readonly staging?: boolean;
}

/** What happens to the mail between two runs. */
export type MailChange = 'deliver' | 'edit' | 'move' | 'read' | 'delete';

/** What the servers are asked, and what they say. */
export interface ServerCommands {
  environment: { readonly input: undefined; readonly output: Readonly<Record<string, string>> };
  /** Address of the mailbox that was recorded, for a client that asks in another way. */
  peer: { readonly input: undefined; readonly output: { readonly url: string } };
  /** Calls and units since the last reset. */
  counts: { readonly input: undefined; readonly output: ServerCounts };
  reset: { readonly input: undefined; readonly output: undefined };
  /** Does this to so many messages of each mailbox. */
  change: { readonly input: { readonly change: MailChange; readonly messages: number }; readonly output: undefined };
  /** Random faults of any kind at every service, with this chance each; none without it. */
  faults: { readonly input: { readonly probability: number }; readonly output: undefined };
  /** What keeps the index from being equal to the mailboxes. */
  compare: { readonly input: undefined; readonly output: readonly string[] };
  /** From now on requests to Exchange and the index are kept, to be sent again. */
  record: { readonly input: undefined; readonly output: undefined };
  /** Writes what was kept into a file. */
  save: { readonly input: { readonly file: string }; readonly output: { readonly requests: number } };
}

export interface ServerCounts {
  /** By `service.Operation`. */
  readonly calls: Readonly<Record<string, number>>;
  readonly units: TableUnits;
  /** Rows put or deleted. */
  readonly rows: number;
  /** CPU of the server process in milliseconds since it started. */
  readonly cpuMs: number;
}

export interface Asked {
  readonly id: number;
  readonly command: keyof ServerCommands;
  readonly input: unknown;
}

export type Answered =
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly error: string };
