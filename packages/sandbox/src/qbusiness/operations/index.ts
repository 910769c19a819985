export { batchDeleteDocument, batchPutDocument } from './batch-documents.ts';
export { checkDocumentAccess, listDocuments } from './documents.ts';
export { deleteGroup, getGroup, listGroups, putGroup } from './groups.ts';
export { getApplication, getDataSource, getIndex, listDataSources, updateIndex } from './resources.ts';
export { listDataSourceSyncJobs, startDataSourceSyncJob, stopDataSourceSyncJob } from './sync-jobs.ts';
export { createUser, deleteUser, getUser, updateUser } from './users.ts';
