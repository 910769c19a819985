import { setting } from '../setting.ts';
import { wholeNumber } from '../types/number-types.ts';
import { qbusinessId } from '../types/text-types.ts';

/** Where the documents go. */
export const qbusinessSettings = {
  qbusinessApplicationId: setting({
    name: 'QBUSINESS_APPLICATION_ID',
    type: qbusinessId,
    defaultDoc: 'none; needed',
    doc: 'Amazon Q Business application.',
    advice: 'From the console or the stack that made it.',
  }),
  qbusinessIndexId: setting({
    name: 'QBUSINESS_INDEX_ID',
    type: qbusinessId,
    defaultDoc: 'none; needed',
    doc: 'Index of the application.',
    advice: 'From the console or the stack that made it.',
  }),
  qbusinessDatasourceId: setting({
    name: 'QBUSINESS_DATASOURCE_ID',
    type: qbusinessId,
    defaultDoc: 'none; needed',
    doc: 'Data source of type CUSTOM that the documents belong to.',
    advice: 'Give the connector a data source of its own: it starts and stops its sync jobs.',
  }),
  documentBatchSize: setting({
    name: 'DOCUMENT_BATCH_SIZE',
    type: wholeNumber(1, 10, 'documents'),
    default: '10',
    note: '10 is the limit of BatchPutDocument',
    doc: 'How many documents one request to the index carries at the most.',
    advice: 'Leave it at 10: fewer only make more requests.',
  }),
  auditDocuments: setting({
    name: 'AUDIT_DOCUMENTS',
    type: wholeNumber(0, 1_000_000, 'documents'),
    default: '0',
    note: '0 switches it off',
    doc: 'How many documents are read back from the index after a run at the most, to find those that it accepted and could not index; they are tried again.',
    advice: 'Set it above the number of documents in the index if documents go missing: 100,000 are 1,000 calls.',
  }),
} as const;
