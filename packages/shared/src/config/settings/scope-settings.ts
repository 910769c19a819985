import { foldersOutByDefault } from '../../mailboxes/distinguished-folders.ts';
import { setting } from '../setting.ts';
import { accessMap } from '../types/access-map-type.ts';
import { folderRules } from '../types/folder-rules-type.ts';
import { excludeList, includeList } from '../types/list-type.ts';
import { addressPatterns } from '../types/pattern-types.ts';

const byDefault = foldersOutByDefault.map((id) => `\`${id}\``).join(', ');

/** Which mailboxes and folders are indexed, and who may see them. */
export const scopeSettings = {
  mailboxInclude: setting({
    name: 'MAILBOX_INCLUDE',
    type: includeList(addressPatterns),
    default: '*',
    doc: 'Which mailboxes of the list are indexed.',
    advice: 'Use it to try the connector on a few mailboxes of a long list.',
  }),
  mailboxExclude: setting({
    name: 'MAILBOX_EXCLUDE',
    type: excludeList(addressPatterns),
    default: 'none',
    doc: 'Which mailboxes of the list are not indexed, even if they are included.',
    advice: 'The documents of a mailbox that is excluded later leave the index.',
  }),
  folderInclude: setting({
    name: 'FOLDER_INCLUDE',
    type: includeList(folderRules),
    default: '**',
    note: 'case does not matter',
    doc: 'Which folders are indexed, each with all below it.',
    advice:
      'A folder that is out by default comes in by its id alone: `**, id:drafts` is everything and the drafts too. Names are those that the owner sees, in the language of the mailbox.',
  }),
  folderExclude: setting({
    name: 'FOLDER_EXCLUDE',
    type: excludeList(folderRules),
    default: 'none',
    note: 'case does not matter',
    doc: `Which folders are not indexed, each with all below it, even if they are included. Out by default: ${byDefault}.`,
    advice: 'The documents of a folder that is excluded later leave the index.',
  }),
  accessMap: setting({
    name: 'ACCESS_MAP',
    type: accessMap,
    default: 'none',
    note: 'addresses are compared in lower case, names of groups as they are written',
    doc: 'Who may see the documents of a mailbox: exactly those who are named. Without an entry, its owner alone.',
    advice:
      "For shared mailboxes. An owner who is to see the mailbox too has to be named. A user goes by the address, a group by the name, that Amazon Q Business knows; of an `entra-group` the worker tells it the members, which [needs permissions](../guides/what-is-indexed.md#groups-of-entra-id). A change puts all of the mailbox's documents again.",
  }),
} as const;
