import type { WorldFolder, WorldItem, WorldItemChange } from '../../mail/index.ts';
import { type DeltaState, readToken, tokenParameters } from '../delta-tokens.ts';
import { badRequest, GraphError } from '../errors.ts';
import { faultOf } from '../fault-effects.ts';
import { exchangeId, messageId, requireFolder, restId } from '../ids.ts';
import { isLeftOut, tellRemoval } from '../moves-told.ts';
import { type Query, readQuery, wholeNumber } from '../query.ts';
import { type MessageWishes, renderMessage } from '../render-message.ts';
import { type DeltaEntry, deltaPage, removed } from './delta-page.ts';
import { messageWishes } from './messages.ts';
import type { Operation, OperationContext } from './operation.ts';
import { readReceivedFilter } from './received-filter.ts';

const allowed = ['$select', '$expand', '$top', '$filter', '$orderby', 'changeType', ...tokenParameters];
/** Entries of a page without a wish (Microsoft: message delta). */
const messagePage = 10;
/** Messages of a round with a filter (Microsoft: message delta). */
const mostFiltered = 5000;

/** A request on its way to its page. */
interface Round {
  readonly context: OperationContext;
  readonly folder: WorldFolder;
  readonly wishes: MessageWishes;
  readonly most: number;
  /** Of the options: whether a message is in the round at all. */
  readonly wanted: (item: WorldItem) => boolean;
  readonly changeType: string | undefined;
  /** The state without where it stands. */
  readonly common: Pick<DeltaState, 'scope' | 'generation' | 'options'>;
}

/** `GET /mailFolders/{id}/messages/delta`: of this folder alone. The options of the first request hold for the whole round. */
export const messagesDelta: Operation = async (context) => {
  const { mailbox, search, generation, params } = context;
  const query = readQuery(search, allowed, 'Messages');
  const id = params['folder'] ?? '';
  const tokenGiven = tokenParameters.some((name) => query[name] !== undefined);
  const folder = syncedFolder(context, id, tokenGiven);
  const scope = `${mailbox.address} ${folder.id}`;
  const before = readToken(query, { scope, generation });
  const options = before?.options ?? query;
  const round: Round = { context, folder, ...optionsOf(context, options), common: { scope, generation, options } };
  const listing = before === undefined || before.below !== undefined;
  const { state, entries } = listing ? await firstRound(round, before) : await sinceThen(round, before);
  return deltaPage(context, {
    path: `mailFolders/${restId(folder.id)}/messages/delta`,
    type: 'Collection(message)',
    state,
    listing,
    entries: entries.filter(({ change }) => round.changeType === undefined || round.changeType === change),
  });
};

function syncedFolder({ mailbox }: OperationContext, id: string, tokenGiven: boolean): WorldFolder {
  try {
    return requireFolder(mailbox, id);
  } catch (thrown) {
    const gone = thrown instanceof GraphError && thrown.code === 'ErrorItemNotFound' && tokenGiven;
    if (!gone) throw thrown;
    throw new GraphError(404, 'ErrorSyncFolderNotFound', 'The folder to be synchronized could not be found.');
  }
}

function optionsOf(
  context: OperationContext,
  options: Query,
): Pick<Round, 'wishes' | 'most' | 'wanted' | 'changeType'> {
  const top = wholeNumber(options, '$top', { least: 1, most: 1000 });
  const order = options['$orderby'];
  if (order !== undefined && !/^receivedDateTime\s+desc$/i.test(order)) {
    throw badRequest(
      `Change tracking is ordered by receivedDateTime desc alone, not by '${order}'.`,
      'ErrorInvalidUrlQuery',
    );
  }
  const changeType = options['changeType'];
  if (changeType !== undefined && !['created', 'updated', 'deleted'].includes(changeType)) {
    throw badRequest(`Invalid value '${changeType}' for changeType: created, updated or deleted.`);
  }
  return {
    wishes: messageWishes(context, options),
    most: Math.min(context.preferences.pageSize ?? top ?? messagePage, context.pageEntries),
    wanted: readReceivedFilter(options['$filter']),
    changeType,
  };
}

interface Page {
  readonly state: DeltaState;
  readonly entries: readonly DeltaEntry[];
}

/** What is there, newest first, page by page. */
async function firstRound(round: Round, before: DeltaState | undefined): Promise<Page> {
  const { folder, most, wanted, common } = round;
  const items = folder.itemsBelow(before?.below, most);
  const oldest = items.at(-1)?.serial ?? 0;
  const shown = items.filter(wanted);
  const told = (before?.told ?? 0) + shown.length;
  const full = common.options['$filter'] !== undefined && told >= mostFiltered;
  const ended = full || folder.itemsBelow(oldest, 1).length === 0;
  const sequence = before?.sequence ?? folder.sequence;
  // What happened since the listing began is still to be told.
  const kind = ended && sequence === folder.sequence ? 'delta' : 'next';
  const state: DeltaState = { ...common, kind, sequence, told, ...(ended ? {} : { below: oldest }) };
  return { state, entries: await Promise.all(shown.map((item) => present(round, item, 'created'))) };
}

/** What happened since, an entry for each message; nothing is said of its way. */
async function sinceThen(round: Round, before: DeltaState): Promise<Page> {
  const { folder, most, common } = round;
  const log = folder.itemChanges(before.sequence, most);
  const sequence = before.sequence + log.length;
  const kind = sequence === folder.sequence ? 'delta' : 'next';
  const byMessage = new Map<string, readonly WorldItemChange[]>();
  for (const change of log) {
    const id = outgoingId(round, change.itemId);
    byMessage.set(id, [...(byMessage.get(id) ?? []), change]);
  }
  const entries = await Promise.all([...byMessage].map(([id, changes]) => entriesOf(round, id, changes)));
  return { state: { ...common, kind, sequence, told: before.told }, entries: entries.flat() };
}

function outgoingId({ context: { mailbox, preferences } }: Round, itemId: string): string {
  return restId(preferences.immutableIds ? (mailbox.primary.immutableIdOf(itemId) ?? itemId) : itemId);
}

async function entriesOf(
  round: Round,
  id: string,
  changes: readonly WorldItemChange[],
): Promise<readonly DeltaEntry[]> {
  const { context, folder, wanted } = round;
  const { primary } = context.mailbox;
  const item = primary.item(exchangeId(id)) ?? primary.immutableItem(exchangeId(id));
  if (item === undefined || item.folderId !== folder.id) {
    tellRemoval(context.effect, changes);
    return [removed(id)];
  }
  if (!wanted(item)) return [];
  const kinds = changes.map(({ kind }) => kind);
  if (kinds.includes('create') && isLeftOut(context.effect, primary.movedFrom(item.id))) return [];
  const returned = kinds.includes('delete') ? faultOf(context.effect, 'returned-as-removed') : undefined;
  if (returned?.item === 'untold') return [removed(id)];
  const entry = await present(round, item, kinds.includes('create') ? 'created' : 'updated');
  return returned === undefined ? [entry] : [entry, removed(id)];
}

async function present(round: Round, item: WorldItem, change: DeltaEntry['change']): Promise<DeltaEntry> {
  const { context, wishes } = round;
  const body = await renderMessage(item, context.mailbox, wishes);
  const id = messageId(item, context.preferences);
  return { id, body: { '@odata.type': '#microsoft.graph.message', ...body }, change };
}
