export type { DirectoryContact, DirectoryGroup, DirectoryObject, DirectoryUser, TenantDirectory } from './model.ts';
export { createDirectory } from './model.ts';
export { type DirectoryTarget, directoryOperations, directoryTarget } from './routes.ts';
