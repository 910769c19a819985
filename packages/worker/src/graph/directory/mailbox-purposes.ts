import { ConnectorError } from '../../errors.ts';
import { getBatch } from '../batch.ts';
import type { GraphCaller } from '../graph-client.ts';

/**
 * What mailboxes are for, by the id of their user: `shared`, `user`, `room`, `equipment`, …, and `none` where there is no
 * mailbox. One that may not be asked is left out: MailboxSettings.Read is missing, or the mailbox is not in its scope.
 * @throws ConnectorError when it cannot be learnt now
 */
export async function mailboxPurposes(
  client: GraphCaller,
  userIds: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const parts = userIds.map((id) => ({ path: `/users/${encodeURIComponent(id)}/mailboxSettings/userPurpose` }));
  const outcomes = await getBatch(client, { operation: 'GetMailboxPurposes', parts, signal });
  const purposes = new Map<string, string>();
  for (const [position, outcome] of outcomes.entries()) {
    const purpose = outcome.ok ? purposeIn(outcome.body) : withoutPurpose(outcome.failure.code);
    if (purpose !== undefined) purposes.set(userIds[position] ?? '', purpose);
    else if (!outcome.ok && outcome.failure.kind !== 'mailbox') throw new ConnectorError(outcome.failure);
  }
  return purposes;
}

function purposeIn(body: unknown): string | undefined {
  const { value } = (body ?? {}) as { readonly value?: unknown };
  return typeof value === 'string' ? value.toLowerCase() : undefined;
}

/** Codes of a user that Exchange Online has no mailbox of. Microsoft: Graph errors. */
const noMailbox =
  /^(mailboxnotenabledforrestapi|mailboxnotsupportedforrestapi|errorinvaliduser|errornonexistentmailbox)$/i;

function withoutPurpose(code: string): string | undefined {
  return noMailbox.test(code) ? 'none' : undefined;
}
