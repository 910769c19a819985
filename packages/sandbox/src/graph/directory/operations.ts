import { createHash } from 'node:crypto';
import { accessDenied, badRequest, GraphError } from '../errors.ts';
import { readQuery, wholeNumber } from '../query.ts';
import type { Outcome } from '../reply.ts';
import type { DirectoryGroup, TenantDirectory } from './model.ts';
import { renderGroup, renderMember, selectedProperties } from './render.ts';

/** What an operation on the directory works with. */
export interface DirectoryContext {
  readonly directory: TenantDirectory;
  readonly params: Readonly<Record<string, string>>;
  readonly search: URLSearchParams;
  /** The `ConsistencyLevel` header. */
  readonly consistency: string;
  readonly roles: readonly string[];
  readonly base: string;
}

export type DirectoryOperation = (context: DirectoryContext) => Outcome;

const groupReaders = ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All'];
const userReaders = ['User.Read.All', 'Directory.Read.All'];
const settingsReaders = ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'];

/** `GET /groups`: with a filter on one property, as nobody reads all groups of a tenant. */
export const listGroups: DirectoryOperation = (context) => {
  requireGroups(context);
  const query = readQuery(context.search, ['$select', '$filter', '$top', '$count', '$search']);
  requireConsistency(context, ['$count', '$search']);
  const selected = selectedProperties(query['$select'], 'group');
  const top = wholeNumber(query, '$top', { least: 1, most: 999 }) ?? 100;
  const wanted = filterOf(query['$filter']);
  const value = context.directory.groups().filter(wanted).slice(0, top);
  return json(context, 'groups', { value: value.map((group) => renderGroup(group, selected)) });
};

/** `GET /groups/{id}` */
export const getGroup: DirectoryOperation = (context) => {
  requireGroups(context);
  const selected = selectedProperties(readQuery(context.search, ['$select'])['$select'], 'group');
  return json(context, 'groups/$entity', renderGroup(groupOf(context), selected));
};

/** `GET /groups/{id}/transitiveMembers`, 100 to a page and 999 at most. */
export const listTransitiveMembers: DirectoryOperation = (context) => {
  requireGroups(context);
  const query = readQuery(context.search, ['$select', '$top', '$count', '$search', '$skiptoken']);
  requireConsistency(context, ['$count', '$search']);
  const { id } = groupOf(context);
  const selected = selectedProperties(query['$select'], 'directoryObject');
  const top = wholeNumber(query, '$top', { least: 1, most: 999 }) ?? 100;
  const from = skipped(query['$skiptoken'], id);
  const all = context.directory.transitiveMembers(id);
  const mayRead = context.roles.some((role) => userReaders.includes(role));
  const next = new URLSearchParams({ ...query, $skiptoken: skipToken(from + top, id) });
  return json(context, 'directoryObjects', {
    ...(from + top < all.length ? { '@odata.nextLink': `${context.base}/groups/${id}/transitiveMembers?${next}` } : {}),
    value: all.slice(from, from + top).map((member) => renderMember(member, { selected, mayRead })),
  });
};

/** `GET /groups/{id}/transitiveMembers/microsoft.graph.user`: an advanced query, for a cast is one. */
export const listTransitiveUsers: DirectoryOperation = (context) => {
  if (context.consistency !== 'eventual' || context.search.get('$count') !== 'true') throw unsupported();
  throw badRequest('Casts are not served here.', 'NotImplemented');
};

/** `GET /users/{id}/mailboxSettings/userPurpose` */
export const getUserPurpose: DirectoryOperation = (context) => {
  if (!context.roles.some((role) => settingsReaders.includes(role))) throw accessDenied();
  readQuery(context.search, []);
  const name = context.params['user'] ?? '';
  const user = context.directory.user(name);
  if (user === undefined) throw new GraphError(404, 'ErrorInvalidUser', `The requested user '${name}' is invalid.`);
  if (user.purpose === null) {
    const message = 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.';
    throw new GraphError(404, 'MailboxNotEnabledForRESTAPI', message);
  }
  return json(context, `users('${name}')/mailboxSettings/userPurpose`, { value: user.purpose });
};

function json({ base }: DirectoryContext, type: string, body: Readonly<Record<string, unknown>>): Outcome {
  return { kind: 'json', body: { '@odata.context': `${base}/$metadata#${type}`, ...body } };
}

function requireGroups({ roles }: DirectoryContext): void {
  if (roles.some((role) => groupReaders.includes(role))) return;
  throw new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
}

/** Microsoft: advanced query capabilities on directory objects. */
function requireConsistency({ search, consistency }: DirectoryContext, advanced: readonly string[]): void {
  if (advanced.some((name) => search.has(name)) && consistency !== 'eventual') throw unsupported();
}

function unsupported(): GraphError {
  return badRequest('Request_UnsupportedQuery: ConsistencyLevel has to be eventual.', 'Request_UnsupportedQuery');
}

function groupOf({ directory, params }: DirectoryContext): DirectoryGroup {
  const { group: id = '' } = params;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    throw badRequest(`Invalid object identifier '${id}'.`, 'Request_BadRequest');
  }
  const group = directory.group(id);
  if (group !== undefined) return group;
  const message = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
  throw new GraphError(404, 'Request_ResourceNotFound', message);
}

/** `displayName eq '…'` or `mail eq '…'`, whatever the case. @throws GraphError */
function filterOf(text: string | undefined): (group: DirectoryGroup) => boolean {
  if (text === undefined) return () => true;
  const [, property, value = ''] = /^(displayName|mail) eq '((?:[^']|'')*)'$/.exec(text) ?? [];
  if (property === undefined) throw badRequest(`Invalid filter clause: ${text}`, 'Request_UnsupportedQuery');
  const wanted = value.replaceAll("''", "'").toLowerCase();
  return (group) => (property === 'mail' ? group.mail : group.displayName)?.toLowerCase() === wanted;
}

function skipToken(from: number, groupId: string): string {
  return `${from}.${createHash('sha256').update(`${from} ${groupId}`).digest('base64url').slice(0, 16)}`;
}

/** @throws GraphError for a token of another list */
function skipped(token: string | undefined, groupId: string): number {
  if (token === undefined) return 0;
  const from = Number(token.split('.')[0]);
  if (skipToken(from, groupId) !== token) throw badRequest('Invalid skip token.', 'Directory_ExpiredPageToken');
  return from;
}
