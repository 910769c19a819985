import { knownFolderIds } from '../../mailboxes/distinguished-folders.ts';
import { foldText } from '../../text/fold-text.ts';
import type { Entries, ReadEntry } from './list-type.ts';

/** Which folders are meant, each with all below it. */
export type FolderRule =
  /** The folder of this distinguished id. */
  | { readonly kind: 'id'; readonly id: string }
  /**
   * Folders by the names on their path, from the store's root. `**` is any number of levels, also none; within a level `*`
   * is any characters. Folded, as names have to be before they are compared.
   */
  | { readonly kind: 'path'; readonly levels: readonly string[] };

const idPrefix = /^id:/i;
/** Exchange: no folder stands deeper than 300 levels. */
const deepest = 300;
/** Exchange: a folder's name has at most 255 characters. */
const nameCharacters = 255;

export const folderRules: Entries<FolderRule> = {
  name: 'list of folders',
  range:
    'distinguished ids such as `id:junkemail`, or paths such as `Projects`, `*/Private` and `**/Private`, in which `*` stands for anything within a name and `**` for any number of levels',
  read: (entry) => (idPrefix.test(entry) ? readId(entry.replace(idPrefix, '')) : readPath(entry)),
};

function readId(given: string): ReadEntry<FolderRule> {
  const id = given.trim().toLowerCase();
  if (knownFolderIds.includes(id)) return { ok: true, value: { kind: 'id', id } };
  return {
    ok: false,
    reason: `this is no distinguished id of a folder of mail, events or contacts: ${knownFolderIds.join(', ')}`,
  };
}

function readPath(entry: string): ReadEntry<FolderRule> {
  const levels = entry.split('/').map(foldText);
  if (levels.includes('')) return { ok: false, reason: 'a path has no `/` at its ends and no two in a row' };
  if (levels.length > deepest) return { ok: false, reason: `no folder stands deeper than ${deepest} levels` };
  if (levels.some(({ length }) => length > nameCharacters)) {
    return { ok: false, reason: `a folder's name has at most ${nameCharacters} characters` };
  }
  return { ok: true, value: { kind: 'path', levels: levels.map((name) => (name === '**' ? name : oneStar(name))) } };
}

function oneStar(name: string): string {
  return name.replace(/\*+/g, '*');
}
