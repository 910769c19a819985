import { mimeOf, type WorldFolder, type WorldItem } from '../../mail/index.ts';
import { badRequest, GraphError, itemNotFound } from '../errors.ts';
import { readResourceExpansions } from '../expand.ts';
import { faultOf } from '../fault-effects.ts';
import { isMailFolder, requireFolder, requireMessage, requireOtherItem } from '../ids.ts';
import { type Query, readQuery, wholeNumber } from '../query.ts';
import { type MessageWishes, renderMessage, selectedMessageProperties } from '../render-message.ts';
import { json, mailboxUrl, type Operation, type OperationContext, requireContentAccess } from './operation.ts';
import { readReceivedSpan } from './received-filter.ts';

/** `GET /messages/{id}`, below a folder too. */
export const getMessage: Operation = async (context) => {
  const query = readQuery(context.search, ['$select', '$expand']);
  const item = messageOf(context);
  const wishes = messageWishes(context, query);
  failAbove(context, wishes, [item]);
  return json(context, 'messages/$entity', await renderMessage(item, context.mailbox, wishes));
};

/** @throws GraphError under a fault that lets expansions of so many attachments fail */
function failAbove({ effect }: OperationContext, { expansions }: MessageWishes, items: readonly WorldItem[]): void {
  const limit = faultOf(effect, 'expand-fails')?.above;
  if (limit === undefined || expansions.attachments === undefined) return;
  if (items.some((item) => item.content().attachments.length > limit)) {
    throw new GraphError(503, 'UnknownError', 'The service is unavailable.');
  }
}

/** Messages of a page without a wish (Microsoft: list messages). */
const usualPage = 10;

/**
 * `GET /messages`: those of all mail folders, newest first; `GET /mailFolders/{id}/messages`: those of one. With a filter, those
 * that were received in a span of time.
 */
export const listMessages: Operation = async (context) => {
  const { mailbox, params, preferences } = context;
  const query = readQuery(context.search, ['$select', '$expand', '$filter', '$orderby', '$top', '$skip']);
  const wishes = messageWishes(context, query);
  const { folder } = params;
  const folders =
    folder === undefined ? mailbox.primary.folders().filter(isMailFolder) : [requireFolder(mailbox, folder)];
  const skip = wholeNumber(query, '$skip', { least: 0, most: Number.MAX_SAFE_INTEGER }) ?? 0;
  const top = wholeNumber(query, '$top', { least: 1, most: 1000 }) ?? preferences.pageSize ?? usualPage;
  const newest = newestOf(query, folders, skip + top + 1);
  failAbove(context, wishes, newest.slice(skip, skip + top));
  const path = folder === undefined ? 'messages' : `mailFolders/${folder}/messages`;
  const next = new URLSearchParams({ ...query, $skip: String(skip + top) });
  const shown = newest.slice(skip, skip + top).map((item) => renderMessage(item, mailbox, wishes));
  return json(context, 'messages', {
    ...(newest.length > skip + top ? { '@odata.nextLink': `${mailboxUrl(context)}/${path}?${next}` } : {}),
    value: await Promise.all(shown),
  });
};

function newestOf(query: Query, folders: readonly WorldFolder[], most: number): readonly WorldItem[] {
  const { $filter: filter, $orderby: order } = query;
  if (order !== undefined && !/^receivedDateTime\s+desc$/i.test(order)) {
    throw badRequest(
      `Lists are ordered by receivedDateTime desc alone here, not by '${order}'.`,
      'ErrorInvalidUrlQuery',
    );
  }
  if (filter === undefined) {
    return folders.flatMap((each) => each.itemsBelow(undefined, most)).sort((one, other) => other.serial - one.serial);
  }
  const { from, before } = readReceivedSpan(filter);
  return folders
    .flatMap((each) => each.receivedBetween(from, before, most))
    .sort((one, other) => (other.receivedMs() ?? 0) - (one.receivedMs() ?? 0));
}

/** `GET /messages/{id}/$value`: the message in MIME. */
export const getMessageValue: Operation = async (context) => {
  readQuery(context.search, []);
  requireContentAccess(context);
  const item = messageOf(context);
  return { kind: 'bytes', body: Buffer.from(await mimeOf(item.content())), contentType: 'text/plain' };
};

/** The message that a path names, in the folder that it names, or the event. @throws GraphError */
export function messageOf({ mailbox, params }: OperationContext) {
  const event = params['event'];
  if (event !== undefined) return requireOtherItem(mailbox, event, 'IPF.Appointment');
  const item = requireMessage(mailbox, params['message'] ?? '');
  const folder = params['folder'];
  if (folder !== undefined && requireFolder(mailbox, folder).id !== item.folderId) throw itemNotFound();
  return item;
}

/** How a request wants messages shown. @throws GraphError also for what Mail.ReadBasic does not cover */
export function messageWishes(context: OperationContext, query: Query): MessageWishes {
  const { selected, asksForContent } = selectedMessageProperties(query['$select'], context.mayReadContent);
  const expansions = readResourceExpansions(query['$expand'], 'message');
  if (asksForContent || query['$expand'] !== undefined) requireContentAccess(context);
  return { selected, expansions, preferences: context.preferences };
}
