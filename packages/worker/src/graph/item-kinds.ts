/** Kinds of items, by the collection that they stand in. */
export type ItemCollection = 'messages' | 'events' | 'contacts';

const prefixes = { events: 'event:', contacts: 'contact:' } as const;

/** An id that says what it is an id of, as each kind is asked for under a path of its own. Ids of messages are as they are. */
export function toItemId(collection: ItemCollection, id: string): string {
  return collection === 'messages' ? id : `${prefixes[collection]}${id}`;
}

/** What an id is an id of, and how Graph writes it; its ids have no colon. */
export function fromItemId(itemId: string): { readonly collection: ItemCollection; readonly id: string } {
  for (const collection of ['events', 'contacts'] as const) {
    const prefix = prefixes[collection];
    if (itemId.startsWith(prefix)) return { collection, id: itemId.slice(prefix.length) };
  }
  return { collection: 'messages', id: itemId };
}

/** The path of an item below that of its mailbox. */
export function itemPath(mailboxPath: string, itemId: string): string {
  const { collection, id } = fromItemId(itemId);
  return `${mailboxPath}/${collection}/${encodeURIComponent(id)}`;
}

/** Folders that are no mail folders, by the kind of what stands in them. */
export type OtherKind = 'calendars' | 'contacts';

const folderPrefixes = { calendars: 'calendar:', contacts: 'contacts:' } as const;

/**
 * A folder's id that says what it is an id of. Not the one of Exchange Web Services, as those of mail folders are: nothing says that
 * calendars have the same there. A change of the source lists them again, and finds the same documents.
 */
export function toFolderId(kind: OtherKind, id: string): string {
  return `${folderPrefixes[kind]}${id}`;
}

/** Undefined for a mail folder. */
export function fromFolderId(folderId: string): { readonly kind: OtherKind; readonly id: string } | undefined {
  for (const kind of ['calendars', 'contacts'] as const) {
    const prefix = folderPrefixes[kind];
    if (folderId.startsWith(prefix)) return { kind, id: folderId.slice(prefix.length) };
  }
  return undefined;
}
