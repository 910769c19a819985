import type { CallCounter, FaultList } from '../http/index.ts';
import type { ChangeableWorld } from '../mail/index.ts';
import type { TenantDirectory } from './directory/index.ts';
import type { GraphFault } from './fault-effects.ts';
import type { MailboxGate, MailboxLimits } from './limits.ts';

/** Why a token for Microsoft Graph is not accepted, or the application permissions it carries. */
export type ReadToken = (
  token: string,
) => Promise<{ readonly refusal: string } | { readonly roles: readonly string[] }>;

export interface GraphOptions {
  readonly world: ChangeableWorld;
  readonly readToken: ReadToken;
  /** Mailboxes of the organisation that are not in Exchange Online, asked for at each call; none without it. */
  readonly isOnPremises?: (address: string) => boolean;
  /** Primary addresses by further ones, lower case: Outlook finds a mailbox by any of its addresses. */
  readonly aliases?: ReadonlyMap<string, string>;
  /** Those of Outlook without it: 4 requests in flight and 10,000 in ten minutes. */
  readonly limits?: Partial<MailboxLimits>;
  /** Milliseconds that every request takes; of a batch, each in it, four at a time. */
  readonly latencyMs?: number;
  /** Messages or contacts of a page of changes at the most, as the service may send fewer than it is asked for. */
  readonly pageEntries?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly port?: number;
}

/** What changes while the stand-in runs. */
export interface LiveState {
  limits: MailboxLimits;
  latencyMs: number;
  /** Delta tokens of earlier generations are lost. */
  generation: number;
}

/** What the parts of the stand-in share. */
export interface Surroundings {
  readonly world: ChangeableWorld;
  readonly directory: TenantDirectory;
  readonly readToken: ReadToken;
  readonly isOnPremises: (address: string) => boolean;
  readonly aliases: ReadonlyMap<string, string>;
  readonly calls: CallCounter;
  readonly faults: FaultList<GraphFault>;
  readonly gate: MailboxGate;
  readonly state: LiveState;
  readonly pageEntries: number;
  /** Address that paths of a version begin after: `http://…/v1.0`. */
  readonly base: () => string;
}
