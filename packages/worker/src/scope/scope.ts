import { createHash } from 'node:crypto';
import { mailboxFilter } from '@connector/shared';
import type { AccessList, MailAttachment, MailMessage, QuotedHistory } from '../documents/index.ts';
import { accessOf } from './access.ts';
import { attachmentFilter } from './attachment-filter.ts';
import { calendarWindow } from './calendar-window.ts';
import { type FolderPlace, folderFilter } from './folder-filter.ts';
import { folderKind } from './folder-kind.ts';
import { itemRule } from './item-rules.ts';
import { messageRules } from './message-rules.ts';
import type { ScopeSettings } from './scope-settings.ts';

/** What is indexed, and who may see it. Nothing here depends on anything but the settings and what is asked. */
export interface Scope {
  /** Those of the mailboxes that are in scope, in the order of the list. Addresses are canonical ones. */
  mailboxes(list: readonly string[]): readonly string[];
  /** Whether the messages of a folder are in scope. */
  wantsFolder(folder: FolderPlace): boolean;
  /**
   * Why a message stays out, for example `filtered.sender`; undefined: it is wanted. The first reason counts.
   * @param now the beginning of the run, so that a window does not move while it is under way
   */
  refuses(message: MailMessage, now: Date): string | undefined;
  /** Why an attachment of a wanted message gets no document, for example `filtered.attachment-type`. */
  refusesAttachment(attachment: MailAttachment): string | undefined;
  /** What becomes of earlier messages that a message repeats. */
  readonly quotedHistory: QuotedHistory;
  /** Who may see the documents of a mailbox. */
  accessOf(address: string): AccessList;
  /**
   * A digest of all that decides about a mailbox: another one means that what is indexed of it has to be looked at anew.
   * Ages are in it as they were given, so that it does not change from day to day.
   */
  digestFor(address: string): string;
  /**
   * What decides about a folder of this class beside that, at this time: the window of a calendar. Empty for all other folders,
   * so that mail is not looked at anew when a calendar's window moves on.
   */
  folderDigest(folderClass: string | undefined, now: Date): string;
}

/** Raise it when the same settings come to mean something else. */
const rulesVersion = 1;
/** The same for what is in calendars alone. */
const calendarVersion = 1;

/** Makes a scope of settings that are valid. */
export function createScope(settings: ScopeSettings): Scope {
  const wantsMailbox = mailboxFilter(settings.mailboxInclude, settings.mailboxExclude);
  const folders = folderFilter(settings);
  const rules = messageRules(settings);
  const attachments = attachmentFilter(settings);
  const access = accessOf(settings);
  const { quotedHistory } = settings;
  const window = calendarWindow(settings);
  const ofItem = itemRule(settings, window);
  const filters = [folders.definition, rules.map(({ definition }) => definition), attachments.definition];
  return {
    mailboxes: (list) => list.filter(wantsMailbox),
    wantsFolder: folders.wants,
    refuses: (message, now) => ofItem(message, now) ?? rules.find((rule) => rule.refuses(message, now))?.code,
    refusesAttachment: attachments.refuses,
    quotedHistory,
    accessOf: access,
    digestFor: (address) =>
      digest([rulesVersion, wantsMailbox(address), access(address).allow, filters, quotedHistory]),
    folderDigest: (folderClass, now) =>
      folderKind(folderClass) === 'calendar' ? JSON.stringify([calendarVersion, window.definition(now)]) : '',
  };
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
