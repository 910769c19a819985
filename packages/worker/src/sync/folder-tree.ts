import type { Scope } from '../scope/index.ts';
import type { FolderRecord } from './ports/index.ts';

/** A path deeper than this is cut: it protects against a parent cycle in a broken listing. */
const maximumDepth = 300;

/** The folders of one store with what follows from their positions in the tree. */
export interface FolderTree {
  /** Names from the tree's root down to the folder, joined by `/`. */
  pathOf(folder: FolderRecord): string;
  /** The folder exists and its messages belong into the index. */
  inScope(folder: FolderRecord): boolean;
}

/** Reads positions from parent links. Records of removed folders still give their children's paths. */
export function folderTree(records: Iterable<FolderRecord>, scope: Scope): FolderTree {
  const byId = new Map<string, FolderRecord>();
  for (const record of records) byId.set(record.id, record);

  const lineage = (folder: FolderRecord): FolderRecord[] => {
    const chain = [folder];
    let parent = folder.parentId === undefined ? undefined : byId.get(folder.parentId);
    while (parent !== undefined && chain.length < maximumDepth) {
      chain.push(parent);
      parent = parent.parentId === undefined ? undefined : byId.get(parent.parentId);
    }
    return chain;
  };

  return {
    pathOf: (folder) =>
      lineage(folder)
        .map(({ name }) => name)
        .reverse()
        .join('/'),
    inScope: (folder) => {
      const chain = lineage(folder);
      if (chain.some(({ removed }) => removed)) return false;
      return scope.wantsFolder({
        path: chain.map(({ name }) => name).reverse(),
        wellKnownNames: chain.flatMap(({ wellKnownName }) => wellKnownName ?? []),
        ...(folder.folderClass === undefined ? {} : { folderClass: folder.folderClass }),
      });
    },
  };
}
