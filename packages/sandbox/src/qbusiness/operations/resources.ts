import type { Operation, QBusinessIds } from '../model.ts';
import { parseShape, updateIndexBody } from '../shapes/index.ts';

const account = 'arn:aws:qbusiness:us-east-1:000000000000';
const applicationArn = ({ applicationId }: QBusinessIds) => `${account}:application/${applicationId}`;
const indexArn = (ids: QBusinessIds) => `${applicationArn(ids)}/index/${ids.indexId}`;

export const getApplication: Operation = ({ ids }) => ({
  applicationId: ids.applicationId,
  applicationArn: applicationArn(ids),
  displayName: 'sandbox',
  identityType: 'AWS_IAM_IDC',
  identityCenterApplicationArn: 'arn:aws:sso::000000000000:application/ssoins-0000000000000000/apl-0000000000000000',
  status: 'ACTIVE',
});

export const getIndex: Operation = ({ ids, documents }) => ({
  applicationId: ids.applicationId,
  indexId: ids.indexId,
  displayName: 'sandbox',
  indexArn: indexArn(ids),
  status: 'ACTIVE',
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

export const getDataSource: Operation = ({ ids }) => ({
  applicationId: ids.applicationId,
  indexId: ids.indexId,
  dataSourceArn: `${indexArn(ids)}/data-source/${ids.dataSourceId}`,
  ...summary(ids),
  configuration: { type: 'CUSTOM', version: '1.0.0' },
});

export const listDataSources: Operation = ({ ids, pager }, { query }) => {
  const asked = { query, most: 10, operation: 'ListDataSources' };
  const { items, ...rest } = pager.page([summary(ids)], asked);
  return { dataSources: items, ...rest };
};

function summary({ dataSourceId }: QBusinessIds) {
  return { dataSourceId, displayName: 'exchange', type: 'CUSTOM', status: 'ACTIVE' };
}
