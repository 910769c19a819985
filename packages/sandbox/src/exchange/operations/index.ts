import { findFolders, getFolder } from './folders.ts';
import { getAttachment } from './get-attachment.ts';
import { getItem } from './get-item.ts';
import type { Operation } from './operation.ts';
import { syncFolderHierarchy } from './sync-folder-hierarchy.ts';
import { syncFolderItems } from './sync-folder-items.ts';

/** Operations by the name of their request element. */
export const operations: Readonly<Record<string, Operation>> = {
  SyncFolderHierarchy: syncFolderHierarchy,
  SyncFolderItems: syncFolderItems,
  GetFolder: getFolder,
  FindFolder: findFolders,
  GetItem: getItem,
  GetAttachment: getAttachment,
};
