import { conflict, notFound } from '../errors.ts';
import type { Operation, QBusinessModel, QBusinessRequest } from '../model.ts';
import { createUserBody, parseShape, text, type UserAlias, updateUserBody } from '../shapes/index.ts';

export const createUser: Operation = (model, { body }) => {
  const { userId, userAliases = [] } = parseShape(createUserBody, body);
  requireKnown(model, userAliases);
  const { users } = model.principals;
  if (users.has(userId)) throw conflict(`the user ${userId} exists`, userId, 'USER');
  users.set(userId, userAliases);
  return {};
};

export const getUser: Operation = (model, request) => ({ userAliases: userOf(model, request).aliases });

/** An alias is known by its index and data source: another id for the same place replaces it. */
export const updateUser: Operation = (model, request) => {
  const { userAliasesToUpdate = [], userAliasesToDelete = [] } = parseShape(updateUserBody, request.body);
  requireKnown(model, [...userAliasesToUpdate, ...userAliasesToDelete]);
  const { userId, aliases } = userOf(model, request);
  const next = new Map(aliases.map((alias) => [placeOf(alias), alias]));
  const userAliasesDeleted = userAliasesToDelete.filter((alias) => next.delete(placeOf(alias)));
  const userAliasesUpdated = userAliasesToUpdate.filter((alias) => next.has(placeOf(alias)));
  const userAliasesAdded = userAliasesToUpdate.filter((alias) => !next.has(placeOf(alias)));
  for (const alias of userAliasesToUpdate) next.set(placeOf(alias), alias);
  model.principals.users.set(userId, [...next.values()]);
  return { userAliasesAdded, userAliasesUpdated, userAliasesDeleted };
};

export const deleteUser: Operation = (model, request) => {
  model.principals.users.delete(userOf(model, request).userId);
  return {};
};

function userOf({ principals }: QBusinessModel, { labels }: QBusinessRequest) {
  const userId = parseShape(text, labels['userId']);
  const aliases = principals.users.get(userId);
  if (aliases === undefined) throw notFound('USER', userId);
  return { userId, aliases };
}

function placeOf({ indexId, dataSourceId }: UserAlias): string {
  return JSON.stringify([indexId, dataSourceId]);
}

function requireKnown({ ids }: QBusinessModel, aliases: readonly UserAlias[]): void {
  for (const { indexId, dataSourceId } of aliases) {
    if (indexId !== undefined && indexId !== ids.indexId) throw notFound('INDEX', indexId);
    if (dataSourceId !== undefined && dataSourceId !== ids.dataSourceId) throw notFound('DATA_SOURCE', dataSourceId);
  }
}
