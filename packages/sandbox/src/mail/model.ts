/**
 * The mail world that the Exchange stand-in serves and the demo compares the index with. It knows nothing of EWS:
 * folders, messages and a log of what happened, from which any protocol can be answered.
 */
export interface MailWorld {
  /** Primary addresses, lower case, in the order they were made. */
  readonly addresses: readonly string[];
  mailbox(address: string): WorldMailbox | undefined;
}

export interface WorldMailbox {
  readonly address: string;
  readonly displayName: string;
  readonly primary: WorldStore;
  /** Absent: the mailbox has no archive. */
  readonly archive?: WorldStore;
}

/** One store: a folder tree with a log of what happened to it. */
export interface WorldStore {
  /** The serial in an item's id, also of one that is gone; undefined when the id is not of this store. */
  serialOf(itemId: string): number | undefined;
  /** The root of the visible tree (msgfolderroot or archivemsgfolderroot). It holds no messages. */
  readonly root: WorldFolder;
  folder(folderId: string): WorldFolder | undefined;
  /** The folder with this distinguished id, for example `inbox`. */
  wellKnown(distinguishedId: string): WorldFolder | undefined;
  /** All folders that exist now, parents before children, root excluded. */
  folders(): readonly WorldFolder[];
  /** Number of the newest entry of the hierarchy's log. */
  readonly hierarchySequence: number;
  /** What happened after `sequence` to the folders below `rootId`, oldest first, at most one entry for a folder. */
  hierarchyChanges(sequence: number, rootId: string): readonly WorldFolderChange[];
  /** The message with this id, wherever it is; undefined when it never was, was deleted or was moved (new id). */
  item(itemId: string): WorldItem | undefined;
  /** The message with this immutable id, wherever it is; undefined when it never was or was deleted. */
  immutableItem(immutableId: string): WorldItem | undefined;
  /** The immutable id of an item that is or was in the store; undefined when the id is not of this store. */
  immutableIdOf(itemId: string): string | undefined;
  /** The id that the item had before its last move, if it was ever moved. */
  movedFrom(itemId: string): string | undefined;
}

export interface WorldFolder {
  /** Opaque base64, case-sensitive, never changes. */
  readonly id: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly folderClass: string;
  readonly distinguishedId: string | undefined;
  readonly itemCount: number;
  readonly unreadCount: number;
  /** Number of the newest entry of the folder's log of items. */
  readonly sequence: number;
  /** When an item of the folder, not of its subfolders, was last changed (PidTagLocalCommitTimeMax). */
  readonly committedAt: Date;
  /** Items that were ever removed from the folder (PidTagDeletedCountTotal). */
  readonly deletedCount: number;
  /** Up to `count` items with a smaller serial than this, newest first; without one, from the newest. */
  itemsBelow(serial: number | undefined, count: number): readonly WorldItem[];
  /** Up to `count` items that were received from an instant on and before another, those received last first. */
  receivedBetween(from: Date, before: Date, count: number): readonly WorldItem[];
  /** What happened to items after `sequence`, oldest first, at most `count` entries. */
  itemChanges(sequence: number, count: number): readonly WorldItemChange[];
}

export interface WorldFolderChange {
  readonly sequence: number;
  readonly kind: 'create' | 'update' | 'delete';
  readonly folderId: string;
}

export interface WorldItemChange {
  readonly sequence: number;
  readonly kind: 'create' | 'update' | 'delete' | 'read-flag';
  readonly itemId: string;
  /** For `read-flag`. */
  readonly isRead?: boolean;
}

/** A message in a folder. Content is rendered when asked for, and is the same each time until it is edited. */
export interface WorldItem {
  /** Opaque base64, case-sensitive; a move gives a new one. */
  readonly id: string;
  /** Opaque base64, case-sensitive; kept by moves within the store, and a copy gets its own. */
  readonly immutableId: string;
  /** Grows with each item that comes into the store. */
  readonly serial: number;
  /** Changes with every change of the item. */
  readonly changeKey: string;
  readonly folderId: string;
  readonly isRead: boolean;
  /** Known without the content, so that a listing renders nothing. */
  readonly itemClass: string;
  /** When it was received, in milliseconds since the epoch; known without the content of generated mail. */
  receivedMs(): number | undefined;
  content(): WorldMessage;
}

export interface WorldMessage {
  readonly itemClass: string;
  /** PidTagSearchKey, 16 bytes: kept by moves, shared by copies. */
  readonly searchKey: Uint8Array;
  readonly internetMessageId: string | undefined;
  readonly inReplyTo: string | undefined;
  readonly references: string | undefined;
  readonly subject: string | undefined;
  readonly from: WorldParty | undefined;
  readonly sender: WorldParty | undefined;
  readonly to: readonly WorldParty[];
  readonly cc: readonly WorldParty[];
  readonly bcc: readonly WorldParty[];
  readonly replyTo: readonly WorldParty[];
  readonly sentAt: Date | undefined;
  readonly receivedAt: Date | undefined;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
  readonly importance: 'Low' | 'Normal' | 'High';
  readonly sensitivity: 'Normal' | 'Personal' | 'Private' | 'Confidential';
  readonly flagStatus: 'NotFlagged' | 'Flagged' | 'Complete';
  readonly categories: readonly string[];
  readonly conversationTopic: string | undefined;
  readonly body: { readonly type: 'HTML' | 'Text'; readonly text: string };
  readonly attachments: readonly WorldAttachment[];
  /** Of invitations, answers to them, cancellations and appointments. */
  readonly meeting?: WorldMeeting;
  /** Of what stands in calendars. */
  readonly event?: WorldEvent;
  /** Of contacts; the name is the subject, the notes are the body. */
  readonly contact?: WorldContact;
}

/** An event of a calendar, a series as a whole. */
export interface WorldEvent {
  readonly uid: string;
  /** All day: midnight in UTC of the day. */
  readonly start: Date;
  readonly end: Date;
  readonly isAllDay: boolean;
  /** Windows name of the time zone. */
  readonly timeZone: string;
  /** How far its clocks are ahead of UTC, in minutes. */
  readonly utcOffset: number;
  readonly location: string | undefined;
  readonly organizer: WorldParty | undefined;
  readonly required: readonly WorldParty[];
  readonly optional: readonly WorldParty[];
  readonly resources: readonly WorldParty[];
  readonly isCancelled: boolean;
  readonly isReminderOn: boolean;
  readonly isOnlineMeeting: boolean;
  readonly recurrence: WorldRecurrence | undefined;
}

/** The pattern of a series, in the words of Exchange Web Services. */
export interface WorldRecurrence {
  readonly kind: 'Daily' | 'Weekly' | 'AbsoluteMonthly' | 'RelativeMonthly' | 'AbsoluteYearly' | 'RelativeYearly';
  readonly interval: number;
  readonly days: readonly WorldWeekday[];
  readonly index?: 'First' | 'Second' | 'Third' | 'Fourth' | 'Last';
  readonly dayOfMonth?: number;
  /** From 1 to 12. */
  readonly month?: number;
  /** `YYYY-MM-DD` */
  readonly from: string;
  /** A last day, a number of dates, or nothing: it goes on. */
  readonly until?: string | number;
}

export type WorldWeekday = 'Sunday' | 'Monday' | 'Tuesday' | 'Wednesday' | 'Thursday' | 'Friday' | 'Saturday';

export interface WorldContact {
  readonly emails: readonly string[];
  readonly companyName: string | undefined;
  readonly department: string | undefined;
  readonly jobTitle: string | undefined;
  readonly profession: string | undefined;
  readonly manager: string | undefined;
  readonly officeLocation: string | undefined;
  /** At most two. */
  readonly businessPhones: readonly string[];
  /** At most two. */
  readonly homePhones: readonly string[];
  readonly mobilePhone: string | undefined;
  readonly businessAddress: WorldAddress | undefined;
  readonly homeAddress: WorldAddress | undefined;
  readonly birthday: Date | undefined;
}

export interface WorldAddress {
  readonly street?: string;
  readonly city?: string;
  readonly state?: string;
  readonly country?: string;
  readonly postalCode?: string;
}

export interface WorldMeeting {
  readonly uid: string;
  readonly start: Date;
  readonly end: Date;
  readonly location: string | undefined;
  readonly organizer: WorldParty | undefined;
}

export interface WorldParty {
  readonly name: string | undefined;
  readonly address: string | undefined;
}

export type WorldAttachment =
  | {
      readonly kind: 'file';
      readonly name: string | undefined;
      readonly contentType: string | undefined;
      readonly contentId: string | undefined;
      readonly isInline: boolean;
      readonly size: number;
      content(): Promise<Uint8Array>;
    }
  | {
      readonly kind: 'message';
      readonly name: string | undefined;
      readonly size: number;
      readonly message: WorldMessage;
    }
  | { readonly kind: 'reference'; readonly name: string; readonly size: number; readonly url: string };
