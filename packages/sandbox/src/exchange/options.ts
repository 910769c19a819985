import type { CallCounter, FaultList } from '../http/index.ts';
import type { ChangeableWorld } from '../mail/index.ts';
import type { Authentication } from './authentication.ts';
import type { RecordedCall } from './body-recorder.ts';
import type { ArchiveAbsent } from './caller.ts';
import type { ExchangeFault } from './fault-effects.ts';
import type { ConcurrencyLimits, FlightCounter, LiveLimits } from './limits.ts';

export interface ExchangeOptions {
  readonly world: ChangeableWorld;
  /** Mailboxes that this server has, asked for at each call; all of the world's without it. */
  readonly has?: (address: string) => boolean;
  readonly authentication: Authentication;
  readonly limits?: ConcurrencyLimits;
  /** Milliseconds that every call takes. */
  readonly latencyMs?: number;
  /** Items of one SyncFolderItems at the most, as Exchange may send fewer than it is asked for. */
  readonly pageEntries?: number;
  readonly port?: number;
  /** How a mailbox without an archive says so; ErrorFolderNotFound without it. */
  readonly archiveAbsent?: ArchiveAbsent;
  /** Sees every call with its bodies; used to check them against the schema. */
  readonly onExchange?: (call: RecordedCall) => void;
}

/** What the parts of the stand-in share. */
export interface Surroundings {
  readonly options: ExchangeOptions;
  readonly calls: CallCounter;
  readonly faults: FaultList<ExchangeFault>;
  readonly flights: FlightCounter;
  readonly limits: LiveLimits;
}
