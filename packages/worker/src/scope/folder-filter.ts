import { type FolderRule, foldersOutByDefault, foldText } from '@connector/shared';
import { folderKind } from './folder-kind.ts';
import { pathMatcher } from './path-matcher.ts';
import type { ScopeSettings } from './scope-settings.ts';

/** A folder by its place in the tree. */
export interface FolderPlace {
  /** Names from the store's root down to the folder. A list, because a name may hold a `/`. */
  readonly path: readonly string[];
  /** Distinguished ids of the folder and of all folders above it, of those that have one. In any order. */
  readonly wellKnownNames: readonly string[];
  /** For example `IPF.Note`; absent means mail. */
  readonly folderClass?: string;
}

export interface FolderFilter {
  wants(folder: FolderPlace): boolean;
  readonly definition: unknown;
}

/** Folders of contacts that Outlook fills by itself, whatever their class. Microsoft: WellKnownFolderName. */
const kept: ReadonlySet<string> = new Set(['recipientcache', 'quickcontacts', 'imcontactlist', 'peopleconnect']);

/** What holds for a folder holds for all below it. */
export function folderFilter(settings: ScopeSettings): FolderFilter {
  const { folderInclude, folderExclude, indexCalendars, indexContacts } = settings;
  const kinds = new Set([...(indexCalendars ? ['calendar'] : []), ...(indexContacts ? ['contacts'] : []), 'mail']);
  const asked = new Set(idsOf(folderInclude));
  const outIds = new Set([...foldersOutByDefault.filter((id) => !asked.has(id)), ...idsOf(folderExclude)]);
  const outPaths = pathsOf(folderExclude);
  const everything = pathsOf(folderInclude).some((levels) => levels.every((level) => level === '**'));
  const included = everything ? () => true : underAny(pathsOf(folderInclude));
  const excluded = underAny(outPaths);
  return {
    wants: ({ path, wellKnownNames, folderClass }) => {
      const ids = wellKnownNames.map((name) => name.toLowerCase());
      const names = path.map(foldText);
      if (!kinds.has(folderKind(folderClass) ?? '') || ids.some((id) => kept.has(id))) return false;
      if (ids.some((id) => outIds.has(id)) || excluded(names)) return false;
      return ids.some((id) => asked.has(id)) || included(names);
    },
    definition: [
      everything ? 'everything' : [[...asked].sort(), canonical(pathsOf(folderInclude))],
      [...outIds].sort(),
      canonical(outPaths),
    ],
  };
}

function idsOf(rules: readonly FolderRule[]): readonly string[] {
  return rules.flatMap((rule) => (rule.kind === 'id' ? [rule.id] : []));
}

function pathsOf(rules: readonly FolderRule[]): readonly (readonly string[])[] {
  return rules.flatMap((rule) => (rule.kind === 'path' ? [rule.levels] : []));
}

/** Whether a folder, or one above it, is what any of the patterns says: as a pattern, that is `**` at the end. */
function underAny(patterns: readonly (readonly string[])[]): (names: readonly string[]) => boolean {
  const matchers = patterns.map((levels) => pathMatcher([...levels, '**']));
  return (names) => matchers.some((matches) => matches(names));
}

/** Each pattern once, in one order. */
function canonical(patterns: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(patterns.map((levels) => levels.join('/')))].sort();
}
