import { ConnectorError, type Failure, toFailure } from '../errors.ts';
import type { BatchOutcome } from './batch.ts';
import type { GraphClient } from './graph-client.ts';
import { fromItemId } from './item-kinds.ts';
import type { GraphMessage } from './to-mail-message.ts';

/** What came of a batch of items. */
export interface FetchedItems {
  /** Of one folder, and so of one kind. */
  readonly itemIds: readonly string[];
  readonly outcomes: readonly BatchOutcome[];
  readonly signal: AbortSignal;
}

/**
 * Tells a refusal of everything from one of single items. Lists need less than what stands in messages does (Mail.ReadBasic), so
 * that a mailbox may show its messages and give none of them.
 * @throws ConnectorError of kind `mailbox` when messages are refused as a whole; of kind `folder` when events or contacts are, as
 *   mail may be read all the same
 */
export async function throwIfAllRefused(client: GraphClient, items: FetchedItems): Promise<void> {
  const { itemIds, outcomes, signal } = items;
  const refusals = outcomes.flatMap((outcome) =>
    outcome.ok || outcome.failure.kind !== 'mailbox' ? [] : outcome.failure,
  );
  const [refusal] = refusals;
  if (refusal === undefined || refusals.length < outcomes.length) return;
  const isMail = fromItemId(itemIds[0] ?? '').collection === 'messages';
  if (refusals.length === 1 && isMail && (await mayReadOthers(client, signal))) return;
  if (refusals.length === 1 && !isMail) return;
  throw new ConnectorError(isMail ? refusal : ofTheFolder(refusal));
}

/**
 * A message without the body that was asked for, which every message has, if an empty one. Microsoft says of Mail.ReadBasic that
 * bodies are left out, and not whether asking for them is refused: no message may go into the index without its body for that.
 */
export function withoutWithheld(itemId: string, outcome: BatchOutcome): BatchOutcome {
  const isWhole = fromItemId(itemId).collection !== 'messages' || !outcome.ok || hasBody(outcome.body as GraphMessage);
  return isWhole ? outcome : { ok: false, failure: withheld };
}

function hasBody({ body }: GraphMessage): boolean {
  return body !== undefined;
}

/**
 * A message of a list with all that every message has, if it is empty: its body, its attachments, and its class among the extended
 * properties. The bug class it prevents: a service that serves a filtered list, and leaves an expansion out of it, takes the
 * attachments of all messages out of the index, and the keys that tell one message from another.
 */
export function isWholeMessage(message: GraphMessage): boolean {
  const { attachments, singleValueExtendedProperties: properties } = message;
  return hasBody(message) && Array.isArray(attachments) && Array.isArray(properties);
}

const withheld: Failure = {
  code: 'graph.content-withheld',
  kind: 'mailbox',
  message:
    'Microsoft Graph gave a message without its body. Check that the application has Mail.Read with the consent of an ' +
    'administrator: Mail.ReadBasic does not do.',
};

/** One message says nothing of the others, so that the newest one is asked for. */
async function mayReadOthers(client: GraphClient, signal: AbortSignal): Promise<boolean> {
  const path = `${client.mailboxPath}/messages?$top=1&$select=body`;
  try {
    const { value = [] } = await client.json<{ value?: readonly GraphMessage[] }>({
      operation: 'ProbeContent',
      path,
      signal,
    });
    return value.every(hasBody);
  } catch (thrown) {
    if (toFailure(thrown).kind === 'mailbox') return false;
    throw thrown;
  }
}

function ofTheFolder({ code }: Failure): Failure {
  const message =
    `Microsoft Graph lists this folder and refuses all that is in it (${code}). Check that the application has Calendars.Read ` +
    'for calendars, and Contacts.Read for contacts, with the consent of an administrator.';
  return { code, kind: 'folder', message };
}
