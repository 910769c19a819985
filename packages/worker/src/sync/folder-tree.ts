import type { FolderRecord } from './ports/index.ts';

/**
 * Distinguished folders whose whole subtree stays out of the index. By distinguished id, because names are localised
 * ("Gelöschte Elemente") and users make folders called "Deleted Items 2019". Microsoft: DistinguishedFolderIdNameType.
 */
const excludedWellKnownNames: ReadonlySet<string> = new Set([
  'deleteditems',
  'archivedeleteditems',
  'junkemail',
  'drafts',
  'outbox',
  'syncissues',
  'conflicts',
  'localfailures',
  'serverfailures',
  'conversationhistory',
  'searchfolders',
  'recoverableitemsroot',
  'recoverableitemsdeletions',
  'recoverableitemsversions',
  'recoverableitemspurges',
  'archiverecoverableitemsroot',
  'archiverecoverableitemsdeletions',
  'archiverecoverableitemsversions',
  'archiverecoverableitemspurges',
]);

/** Folder class of mail; sub-classes such as `IPF.Note.Custom` are mail too. */
const mailClass = 'ipf.note';
/** RSS feeds call themselves mail. */
const feedClass = 'ipf.note.outlookhomepage';

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
export function folderTree(records: Iterable<FolderRecord>): FolderTree {
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
    inScope: (folder) =>
      holdsMail(folder) && lineage(folder).every((ancestor) => !ancestor.removed && !isExcluded(ancestor)),
  };
}

function isExcluded({ wellKnownName }: FolderRecord): boolean {
  return wellKnownName !== undefined && excludedWellKnownNames.has(wellKnownName.toLowerCase());
}

function holdsMail({ folderClass }: FolderRecord): boolean {
  if (folderClass === undefined || folderClass === '') return true;
  const lowered = folderClass.toLowerCase();
  return (lowered === mailClass || lowered.startsWith(`${mailClass}.`)) && !lowered.startsWith(feedClass);
}
