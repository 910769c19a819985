import { toFailure } from '../errors.ts';
import type { FetchOutcome, MailMessage } from '../sync/ports/index.ts';
import type { Arrivals } from './arrivals.ts';
import type { BatchOutcome } from './batch.ts';
import { toExchangeId } from './exchange-ids.ts';
import { fetchItems } from './fetch-items.ts';
import type { GraphClient } from './graph-client.ts';
import { fromItemId, itemPath } from './item-kinds.ts';
import { type GraphItem, readingOf } from './item-query.ts';
import { isUnreadable } from './json.ts';
import { listPageSize } from './limits.ts';
import { listAll } from './list-all.ts';
import { attachmentMembers, messagePreference, textPreference } from './message-query.ts';
import { isWholeMessage, throwIfAllRefused, withoutWithheld } from './refused-content.ts';
import { type GraphAttachment, type GraphMessage, isPlainText } from './to-mail-message.ts';

type Outcome = FetchOutcome<MailMessage>;

/** What is fetched. */
export interface MessagesRequest {
  readonly itemIds: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Fetches messages, events and contacts, one outcome for each id in the same order.
 * @throws ConnectorError also when all of them are refused
 */
export async function fetchMessages(
  client: GraphClient,
  arrivals: Arrivals,
  { itemIds, signal }: MessagesRequest,
): Promise<readonly Outcome[]> {
  try {
    const fetched = await fetchItems(client, arrivals, {
      operation: 'FetchMessages',
      itemIds,
      queryOf: (id) => readingOf(id).query({ attachments: true }),
      isWhole: isWholeMessage,
      prefer: messagePreference,
      signal,
    });
    const outcomes = fetched.map((outcome, position) => withoutWithheld(itemIds[position] ?? '', outcome));
    await throwIfAllRefused(client, { itemIds, outcomes, signal });
    const texts = await textsOf(client, arrivals, { itemIds, outcomes, signal });
    const messages: Outcome[] = [];
    for (const [position, outcome] of outcomes.entries()) {
      const itemId = itemIds[position] ?? '';
      messages.push(await settled(client, { itemId, outcome, text: texts.get(itemId), signal }));
    }
    return messages;
  } catch (thrown) {
    const failure = toFailure(thrown);
    // Several ids: any of them may be to blame, and callers ask for fewer at a time.
    if (itemIds.length > 1 || !isUnreadable(failure)) throw thrown;
    return [{ ok: false, failure: { ...failure, kind: 'permanent' } }];
  }
}

/** Plain texts as they were written, by the ids of their messages: Graph gives HTML unless it is asked for text. */
async function textsOf(
  client: GraphClient,
  arrivals: Arrivals,
  { itemIds, outcomes, signal }: MessagesRequest & { readonly outcomes: readonly BatchOutcome[] },
): Promise<ReadonlyMap<string, BatchOutcome>> {
  const plain = itemIds.filter((_, position) => {
    const outcome = outcomes[position];
    return outcome?.ok === true && isPlainText(outcome.body as GraphMessage);
  });
  const texts = await fetchItems(client, arrivals, {
    operation: 'FetchTexts',
    itemIds: plain,
    queryOf: () => '?$select=body',
    isWhole: ({ body }: GraphMessage) => body?.contentType === 'text',
    prefer: textPreference,
    signal,
  });
  return new Map(texts.map((text, position) => [plain[position] ?? '', text] as const));
}

/** What came of one message. */
interface Fetched {
  readonly itemId: string;
  readonly outcome: BatchOutcome;
  readonly text: BatchOutcome | undefined;
  readonly signal: AbortSignal;
}

async function settled(client: GraphClient, { itemId, outcome, text, signal }: Fetched): Promise<Outcome> {
  if (!outcome.ok) return outcome.failure.kind === 'transient' ? alone(client, itemId, signal) : refused(outcome);
  if (text?.ok === false) return text.failure.kind === 'transient' ? alone(client, itemId, signal) : refused(text);
  const message = outcome.body as GraphItem;
  return built(text === undefined ? message : withText(message, text.body), itemId);
}

function withText(message: GraphItem, text: unknown): GraphItem {
  return { ...message, body: (text as GraphMessage).body ?? null };
}

/** What shuts out one message of several is about that message. */
function refused({ failure }: Extract<BatchOutcome, { ok: false }>): Outcome {
  const ofItem = ['ErrorAccessDenied', 'graph.content-withheld'].includes(failure.code);
  return { ok: false, failure: ofItem ? { ...failure, kind: 'permanent' } : failure };
}

/** By itself, and its attachments by themselves: expanding many of them fails. */
async function alone(client: GraphClient, itemId: string, signal: AbortSignal): Promise<Outcome> {
  const path = itemPath(client.mailboxPath, itemId);
  const { query, hasAttachments } = readingOf(itemId);
  const operation = 'FetchMessage';
  try {
    const message = await client.json<GraphItem>({
      operation,
      path: path + query({ attachments: false }),
      prefer: () => messagePreference,
      signal,
    });
    const text = isPlainText(message as GraphMessage)
      ? await client.json({ operation, path: `${path}?$select=body`, prefer: () => textPreference, signal })
      : message;
    if (!hasAttachments) return built(message, itemId);
    const attachments = await listAll<GraphAttachment>(client, {
      operation: 'ListAttachments',
      path: `${path}/attachments?$select=${attachmentMembers}`,
      pageSizes: [listPageSize],
      signal,
    });
    return built({ ...withText(message, text), attachments } as GraphItem, itemId);
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (failure.kind === 'transient' && isUnreadable(failure)) {
      return { ok: false, failure: { ...failure, kind: 'permanent' } };
    }
    if (['transient', 'permanent', 'gone'].includes(failure.kind)) return { ok: false, failure };
    throw thrown;
  }
}

/** One message that cannot be read must not take the others of its batch with it. */
function built(message: GraphItem, itemId: string): Outcome {
  try {
    return { ok: true, value: readingOf(itemId).build(message, itemId), ...folderOf(message, itemId) };
  } catch (thrown) {
    // Not what it says: it may quote the message.
    const name = thrown instanceof Error ? thrown.name : 'no error';
    const said = `the answer for this message could not be read: ${name}`;
    return { ok: false, failure: { code: 'graph.unreadable-item', kind: 'permanent', message: said } };
  }
}

/** Messages alone: events and contacts are in folders of other kinds, with ids of their own. */
function folderOf(message: GraphItem, itemId: string): { folderId?: string } {
  const parent = (message as GraphMessage).parentFolderId;
  return parent == null || fromItemId(itemId).collection !== 'messages' ? {} : { folderId: toExchangeId(parent) };
}
