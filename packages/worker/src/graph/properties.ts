import type { SingleValueLegacyExtendedProperty } from '@microsoft/microsoft-graph-types';

/** Properties that Graph has no member for, by the ids under which it gives them. Microsoft: MS-OXPROPS. */
export const properties = {
  /** PidTagSearchKey */
  searchKey: 'Binary 0x300B',
  /** PidTagMessageClass */
  messageClass: 'String 0x001A',
  /** PidTagSensitivity: 0 normal, 1 personal, 2 private, 3 confidential. */
  sensitivity: 'Integer 0x0036',
  /** PidTagConversationTopic */
  conversationTopic: 'String 0x0070',
  /** PidTagNativeBody: 1 plain text, 2 RTF, 3 HTML. */
  nativeBody: 'Integer 0x1016',
  /** PidTagContainerClass */
  folderClass: 'String 0x3613',
  /** PidTagLocalCommitTimeMax: when an item of the folder, not of its subfolders, was last changed. */
  lastCommit: 'SystemTime 0x670A',
  /** PidTagDeletedCountTotal: a removal does not move the time of the last change. */
  removals: 'Integer 0x670B',
} as const;

export type PropertyName = keyof typeof properties;

/** `$expand` for these properties. */
export function expandProperties(names: readonly PropertyName[]): string {
  const filter = names.map((name) => `id eq '${properties[name]}'`).join(' or ');
  return `singleValueExtendedProperties($filter=${filter})`;
}

/** Something with such properties; Graph leaves those out that are not set. */
export interface WithProperties {
  readonly singleValueExtendedProperties?: readonly SingleValueLegacyExtendedProperty[] | null;
}

/** The value of a property; Graph writes ids in a case of its own. */
export function propertyOf({ singleValueExtendedProperties: all }: WithProperties, name: PropertyName) {
  const wanted = canonical(properties[name]);
  const value = all?.find(({ id }) => id != null && canonical(id) === wanted)?.value;
  return value == null || value === '' ? undefined : value;
}

/** Numbers of ids come with and without leading zeros. */
function canonical(id: string): string {
  return id.toLowerCase().replace(/0x0*/g, '0x');
}
