import { count, type StoreContext } from './context.ts';
import { fetchMessages } from './fetch-messages.ts';
import { type AwayItem, follow, isElsewhere, letGo, placeOf } from './follow-items.ts';
import { identify } from './identify.ts';
import { inOrder } from './in-order.ts';
import { leaveOut, type RefusedItem } from './leave-out.ts';
import type { FetchOutcome, FolderRecord, MailMessage } from './ports/index.ts';
import { type ChunkItem, type PreparedMessage, prepare } from './prepared-message.ts';
import { putMessages } from './put-messages.ts';
import { type FailedItem, recordFailures } from './record-failures.ts';
import { recoverInFlight } from './recovery.ts';
import { needsNoPut, rememberUnchanged } from './unchanged.ts';

/**
 * Messages whose documents are put and remembered together: reads and writes of state cost as much for one request of them as for
 * four. As many are under way, or wait, while others are put, and no more: nobody knows how large what comes will be.
 */
const messagesPerChunk = 40;
/** Characters of bodies that a chunk waits with at most, but for its last request. */
const bodyCharacters = 4 * 1024 * 1024;
/** Attachments of a chunk, but for its last request: their ids are in one row of the table, which may have 400 kB. */
const attachmentsPerChunk = 1_000;

/**
 * Brings items into the index, any number, a chunk at a time: fetch, build, put, remember. Afterwards each is indexed, found
 * unchanged, gone, or on record as a failure.
 * @throws ConnectorError when that could not be done; the items must then be brought again.
 */
export async function indexItems(
  context: StoreContext,
  folder: FolderRecord,
  items: readonly ChunkItem[],
): Promise<void> {
  const size = context.reader.messageBatchSize;
  const waiting: PreparedMessage[] = [];
  // Bodies of some MB are not fetched ahead, and nothing before it is known what they are like: what is put and what waits would
  // be in memory many times over.
  let characters = Number.POSITIVE_INFINITY;
  const requests = requestsOf(items, size).map((request) => () => fetchRequest(context, request));
  const perChunk = Math.ceil(messagesPerChunk / size);
  const ahead = () => (characters < bodyCharacters / perChunk ? perChunk : 0);
  let together = 0;
  try {
    for await (const fetched of inOrder(requests, ahead)) {
      const prepared = await settleFetched(context, folder, fetched);
      characters = charactersOf(prepared);
      waiting.push(...prepared);
      together += 1;
      // So many requests, not so many messages: for one that is left out the chunk would wait for a request that is not sent yet.
      if (together < perChunk && !isFull(waiting)) continue;
      together = 0;
      await indexPrepared(context, folder, waiting.splice(0));
    }
  } finally {
    // Also when the source fails half way: what it gives at a time may be less than a chunk, and has to get somewhere.
    await indexPrepared(context, folder, waiting);
  }
}

function requestsOf(items: readonly ChunkItem[], size: number): readonly (readonly ChunkItem[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, number) =>
    items.slice(number * size, (number + 1) * size),
  );
}

function charactersOf(prepared: readonly PreparedMessage[]): number {
  return prepared.reduce((total, { message }) => total + (message.body?.content.length ?? 0), 0);
}

function isFull(waiting: readonly PreparedMessage[]): boolean {
  const attachments = waiting.reduce((total, { attachmentIds }) => total + attachmentIds.length, 0);
  return charactersOf(waiting) >= bodyCharacters || attachments >= attachmentsPerChunk;
}

/** One request of items, and what came of each in the same order. */
interface FetchedRequest {
  readonly items: readonly ChunkItem[];
  readonly outcomes: readonly FetchOutcome<MailMessage>[];
}

async function fetchRequest(context: StoreContext, items: readonly ChunkItem[]): Promise<FetchedRequest> {
  const ids = items.map(({ itemId }) => itemId);
  return { items, outcomes: await fetchMessages(context, ids) };
}

/** The messages of a request. Those that cannot be indexed are on record afterwards, or left out. */
async function settleFetched(
  context: StoreContext,
  folder: FolderRecord,
  { items, outcomes }: FetchedRequest,
): Promise<readonly PreparedMessage[]> {
  const prepared: PreparedMessage[] = [];
  const failed: FailedItem[] = [];
  const refused: RefusedItem[] = [];
  const moved: AwayItem[] = [];
  for (const [position, outcome] of outcomes.entries()) {
    const item = items[position];
    if (item === undefined) continue;
    if (!outcome.ok) {
      failed.push({ item, failure: outcome.failure });
      continue;
    }
    if (isElsewhere(item, outcome.folderId, folder)) {
      moved.push({ item, now: placeOf(outcome.folderId, outcome.value) });
      continue;
    }
    const reason = context.scope.refuses(outcome.value, context.startedAt);
    if (reason === undefined) prepared.push(prepare(context, folder, item, outcome.value));
    else refused.push({ item, reason });
  }
  count(context, { fetched: prepared.length + refused.length });
  await letGo(
    context,
    failed.flatMap(({ item, failure }) => (failure.kind === 'gone' ? [item] : [])),
  );
  await recordFailures(context, folder, failed);
  watch(context, outcomes);
  await leaveOut(context, folder, refused);
  await follow(context, folder, moved);
  return prepared;
}

/**
 * A source that is down must not be asked once for each item. What failed is on record by now, so that items which fail
 * for ever come to rest instead of holding their folder up.
 */
function watch(context: StoreContext, outcomes: readonly FetchOutcome<MailMessage>[]): void {
  for (const outcome of outcomes) {
    if (outcome.ok) context.sourceTrouble.succeeded();
    else if (outcome.failure.kind === 'transient') context.sourceTrouble.failed(outcome.failure);
  }
}

async function indexPrepared(
  context: StoreContext,
  folder: FolderRecord,
  messages: readonly PreparedMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  // What the last chunk left behind would be overwritten. It is settled before documents are read, as that changes them.
  if (context.progress.inFlightUnsettled) await recoverInFlight(context);
  const { prepared, known } = await identify(context, messages);
  const everything = context.mode === 'full' && folder.refetch;
  const isUnchanged = (message: PreparedMessage) =>
    !everything && needsNoPut(known.get(message.documentId), message, folder);
  const remembered = await rememberUnchanged(context, { prepared: prepared.filter(isUnchanged), known });
  const changed = prepared.filter((message) => !isUnchanged(message));
  await putMessages(context, folder, { prepared: changed, known: remembered });
}
