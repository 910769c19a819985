import type { Settings } from '@connector/shared';

/** The settings that decide what is indexed, and for whom. */
export type ScopeSettings = Pick<
  Settings,
  | 'mailboxInclude'
  | 'mailboxExclude'
  | 'folderInclude'
  | 'folderExclude'
  | 'accessMap'
  | 'receivedAfter'
  | 'receivedBefore'
  | 'senderDomainInclude'
  | 'senderDomainExclude'
  | 'recipientDomainInclude'
  | 'recipientDomainExclude'
  | 'subjectInclude'
  | 'subjectExclude'
  | 'itemClassInclude'
  | 'itemClassExclude'
  | 'sensitivityExclude'
  | 'messageMaxMb'
  | 'attachmentTypesInclude'
  | 'attachmentTypesExclude'
  | 'attachmentMaxMb'
  | 'quotedHistory'
  | 'indexCalendars'
  | 'indexContacts'
  | 'calendarDaysBack'
  | 'calendarDaysAhead'
>;
