import type { Operation, QBusinessIds, Resources } from '../model.ts';
import { parseShape, updateIndexBody } from '../shapes/index.ts';

const account = 'arn:aws:qbusiness:us-east-1:000000000000';
const applicationArn = ({ applicationId }: QBusinessIds) => `${account}:application/${applicationId}`;
const indexArn = (ids: QBusinessIds) => `${applicationArn(ids)}/index/${ids.indexId}`;

export const getApplication: Operation = ({ ids, resources }) => ({
  applicationId: ids.applicationId,
  applicationArn: applicationArn(ids),
  displayName: 'sandbox',
  identityType: resources.identityType,
  identityCenterApplicationArn: 'arn:aws:sso::000000000000:application/ssoins-0000000000000000/apl-0000000000000000',
  status: 'ACTIVE',
});

export const getIndex: Operation = ({ ids, resources, documents }) => ({
  applicationId: ids.applicationId,
  indexId: ids.indexId,
  displayName: 'sandbox',
  indexArn: indexArn(ids),
  status: resources.indexStatus,
  type: 'ENTERPRISE',
  capacityConfiguration: { units: documents.units },
  documentAttributeConfigurations: documents.fields
    .all()
    .map(({ name, type, search = 'DISABLED' }) => ({ name, type, search })),
  indexStatistics: {
    textDocumentStatistics: {
      indexedTextDocumentCount: [...documents.all()].length,
      indexedTextBytes: documents.textBytes(),
    },
  },
});

export const updateIndex: Operation = ({ documents }, { body }) => {
  const { capacityConfiguration, documentAttributeConfigurations = [] } = parseShape(updateIndexBody, body);
  documents.fields.update(documentAttributeConfigurations);
  documents.units = capacityConfiguration?.units ?? documents.units;
  return {};
};

export const getDataSource: Operation = ({ ids, resources }) => ({
  applicationId: ids.applicationId,
  indexId: ids.indexId,
  dataSourceArn: `${indexArn(ids)}/data-source/${ids.dataSourceId}`,
  ...summary(ids, resources),
  configuration: { type: resources.dataSourceType, version: '1.0.0' },
});

export const listDataSources: Operation = ({ ids, resources, pager }, { query }) => {
  const asked = { query, most: 10, operation: 'ListDataSources' };
  const { items, ...rest } = pager.page([summary(ids, resources)], asked);
  return { dataSources: items, ...rest };
};

function summary({ dataSourceId }: QBusinessIds, { dataSourceType: type, dataSourceStatus: status }: Resources) {
  return { dataSourceId, displayName: 'exchange', type, status };
}
