import { mimeOf } from '../../mail/index.ts';
import { GraphError, itemNotFound } from '../errors.ts';
import { readResourceExpansions } from '../expand.ts';
import { faultOf } from '../fault-effects.ts';
import { requireFolder, requireMessage, requireOtherItem } from '../ids.ts';
import { type Query, readQuery } from '../query.ts';
import { type MessageWishes, renderMessage, selectedMessageProperties } from '../render-message.ts';
import { json, type Operation, type OperationContext, requireContentAccess } from './operation.ts';

/** `GET /messages/{id}`, below a folder too. */
export const getMessage: Operation = async (context) => {
  const query = readQuery(context.search, ['$select', '$expand']);
  const item = messageOf(context);
  const wishes = messageWishes(context, query);
  const limit = faultOf(context.effect, 'expand-fails')?.above;
  if (limit !== undefined && wishes.expansions.attachments !== undefined && item.content().attachments.length > limit) {
    throw new GraphError(503, 'UnknownError', 'The service is unavailable.');
  }
  return json(context, 'messages/$entity', await renderMessage(item, context.mailbox, wishes));
};

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
