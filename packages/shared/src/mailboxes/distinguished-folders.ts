/**
 * Distinguished folders whose whole subtree stays out of the index unless it is asked for. By distinguished id, because
 * names are localised ("Gelöschte Elemente") and users make folders called "Deleted Items 2019".
 */
export const foldersOutByDefault = [
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
  'recoverableitemsdiscoveryholds',
  'archiverecoverableitemsroot',
  'archiverecoverableitemsdeletions',
  'archiverecoverableitemsversions',
  'archiverecoverableitemspurges',
  'archiverecoverableitemsdiscoveryholds',
] as const;

/** Distinguished ids of folders that can hold mail, events or contacts. Microsoft: DistinguishedFolderIdNameType. */
export const knownFolderIds: readonly string[] = [
  'inbox',
  'sentitems',
  'archive',
  'archiveinbox',
  'voicemail',
  'calendar',
  'contacts',
  ...foldersOutByDefault,
];
