import type { WorldMailbox } from '../../mail/index.ts';
import { accessDenied } from '../errors.ts';
import type { GraphFault } from '../fault-effects.ts';
import type { Preferences } from '../preferences.ts';
import type { Outcome } from '../reply.ts';

/** What an operation works with. */
export interface OperationContext {
  readonly mailbox: WorldMailbox;
  /** Parts of the path by name: folder, message, attachment. */
  readonly params: Readonly<Record<string, string>>;
  readonly search: URLSearchParams;
  readonly preferences: Preferences;
  /** The application may read bodies, attachments and extended properties (Mail.Read, not Mail.ReadBasic). */
  readonly mayReadContent: boolean;
  /** A fault on demand that the operation itself has to heed. */
  readonly effect: GraphFault | undefined;
  readonly generation: number;
  /** Messages of a page of changes at the most. */
  readonly pageEntries: number;
  /** Address of the API, for links. */
  readonly base: string;
}

export type Operation = (context: OperationContext) => Promise<Outcome>;

/** A resource or a list as JSON, with its metadata first. */
export function json(context: OperationContext, type: string, body: Readonly<Record<string, unknown>>): Outcome {
  return { kind: 'json', body: { '@odata.context': `${context.base}/$metadata#${type}`, ...body } };
}

/** The address of the mailbox in links. */
export function mailboxUrl({ base, mailbox }: OperationContext): string {
  return `${base}/users/${encodeURIComponent(mailbox.address)}`;
}

/** Content that Mail.ReadBasic does not cover. @throws GraphError */
export function requireContentAccess({ mayReadContent }: OperationContext): void {
  if (!mayReadContent) throw accessDenied();
}
