import { mayAccess } from '../access.ts';
import { notFound, validation } from '../errors.ts';
import type { Operation } from '../model.ts';
import { identifier, parseShape } from '../shapes/index.ts';

export const listDocuments: Operation = ({ documents, ids, pager }, { query }) => {
  const sources = query.getAll('dataSourceIds').map((id) => parseShape(identifier, id));
  if (sources.length > 1) throw validation('dataSourceIds takes exactly one id');
  const [wanted] = sources;
  if (wanted !== undefined && wanted !== ids.dataSourceId) throw notFound('DATA_SOURCE', wanted);
  const rows = [...documents.all(), ...documents.deleted()].filter(
    ({ dataSourceId }) => wanted === undefined || dataSourceId === wanted,
  );
  const { items, ...rest } = pager.page(rows, { query, most: 100, operation: 'ListDocuments' });
  const documentDetailList = items.map((document) => {
    const status = documents.statusOf(document);
    const error = { errorCode: 'InvalidRequest', errorMessage: document.failure };
    return {
      documentId: document.id,
      status,
      createdAt: document.createdAt / 1000,
      updatedAt: document.putAt / 1000,
      ...(status === document.failedStatus ? { error } : {}),
    };
  });
  return { documentDetailList, ...rest };
};

export const checkDocumentAccess: Operation = ({ documents, principals, ids }, { labels, query }) => {
  const { documentId = '', userId = '' } = labels;
  const dataSourceId = query.get('dataSourceId');
  if (dataSourceId !== null && parseShape(identifier, dataSourceId) !== ids.dataSourceId) {
    throw notFound('DATA_SOURCE', dataSourceId);
  }
  const document = documents.get(documentId);
  if (document === undefined) throw notFound('DOCUMENT', documentId);
  const identity = principals.identityOf(userId, document.dataSourceId);
  const conditions = (access: 'ALLOW' | 'DENY') =>
    (document.access?.accessControls ?? []).map(({ principals: named, memberRelation }) => ({
      memberRelation,
      users: named.flatMap(({ user }) => (user?.access === access ? [{ id: user.id, type: user.membershipType }] : [])),
      groups: named.flatMap(({ group }) =>
        group?.access === access ? [{ name: group.name, type: group.membershipType }] : [],
      ),
    }));
  return {
    userGroups: identity.groups,
    userAliases: identity.aliases.map((id) => ({ id, type: 'DATASOURCE' })),
    hasAccess: mayAccess(document.access, identity),
    documentAcl: {
      allowlist: { memberRelation: document.access?.memberRelation, conditions: conditions('ALLOW') },
      denyList: { conditions: conditions('DENY') },
    },
  };
};
