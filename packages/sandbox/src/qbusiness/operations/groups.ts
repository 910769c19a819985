import { notFound, validation } from '../errors.ts';
import type { Operation, QBusinessModel, QBusinessRequest } from '../model.ts';
import type { StoredGroup } from '../principals.ts';
import { groupName, identifier, parseShape, putGroupBody } from '../shapes/index.ts';
import { instantOf } from './instants.ts';

/** Replaces the whole membership. */
export const putGroup: Operation = ({ principals, ids }, { body }) => {
  const group = parseShape(putGroupBody, body);
  requireDataSource(group.dataSourceId, ids.dataSourceId);
  principals.putGroup(group);
  return {};
};

export const getGroup: Operation = (model, request) => {
  const status = statusDetail(model, groupOf(model, request));
  return { status, statusHistory: [status] };
};

export const deleteGroup: Operation = (model, request) => {
  const { name, dataSourceId } = groupOf(model, request);
  model.principals.deleteGroup(name, dataSourceId);
  return {};
};

export const listGroups: Operation = (model, { query }) => {
  const { principals, pager } = model;
  const before = instantOf(query, 'updatedEarlierThan');
  if (before === undefined) throw validation('updatedEarlierThan is missing');
  const dataSourceId = dataSourceOf(model, query);
  const wanted = principals
    .groups()
    .filter((group) => group.updatedAt < before)
    .filter((group) => dataSourceId === undefined || group.dataSourceId === dataSourceId);
  const { items, ...rest } = pager.page(wanted, { query, most: 10, operation: 'ListGroups' });
  return { items: items.map(({ name }) => ({ groupName: name })), ...rest };
};

function groupOf(model: QBusinessModel, { labels, query }: QBusinessRequest): StoredGroup {
  const name = parseShape(groupName, labels['groupName']);
  const group = model.principals.group(name, dataSourceOf(model, query));
  if (group === undefined) throw notFound('GROUP', name);
  return group;
}

function dataSourceOf({ ids }: QBusinessModel, query: URLSearchParams): string | undefined {
  const given = query.get('dataSourceId') ?? undefined;
  if (given !== undefined) requireDataSource(parseShape(identifier, given), ids.dataSourceId);
  return given;
}

function requireDataSource(given: string | undefined, existing: string): void {
  if (given !== undefined && given !== existing) throw notFound('DATA_SOURCE', given);
}

function statusDetail({ principals }: QBusinessModel, group: StoredGroup) {
  return { status: principals.statusOf(group), lastUpdatedAt: (group.deletedAt ?? group.updatedAt) / 1000 };
}
