export type {
  ContactAddress,
  ContactFacts,
  ContactPhone,
  DocumentAttribute,
  DocumentContentType,
  EventFacts,
  EventRecurrence,
  IndexDocument,
  MailAttachment,
  MailAttachmentContent,
  MailBody,
  MailMessage,
  MailParty,
  MeetingFacts,
  Principal,
  Weekday,
} from '../../documents/index.ts';
export type { AccessGroup, AccessGroupStore, GroupIndex, GroupToPut } from './access-groups.ts';
export type { Clock } from './clock.ts';
export type { Directory, GroupMailboxes, GroupPeople, SkipReason } from './directory.ts';
export type { DocumentIndex, DocumentOutcome, IndexJob, IndexSession, ListedDocument } from './document-index.ts';
export type { Fence, LeaseRecord, LeaseStore } from './lease-store.ts';
export type {
  FetchOutcome,
  FolderChange,
  FolderChangePage,
  FolderLook,
  ItemChange,
  ItemChangePage,
  ItemPlace,
  MailboxReader,
  MailboxRef,
  MailFolder,
  MailSource,
  StoreKind,
  WatchedFolder,
} from './mail-source.ts';
export type { HeldMailboxes, Roster, RosterStore } from './roster-store.ts';
export type { StagedContent, StagingArea } from './staging-area.ts';
export type {
  CopyRef,
  DocumentRecord,
  EarlierReading,
  FailureRecord,
  FolderRecord,
  HeldDeletions,
  InFlightDocument,
  ItemRecord,
  LateFailures,
  MailboxRecord,
  MailboxState,
  MailboxView,
  OpenPage,
  StateStore,
  StateWrite,
} from './state-store.ts';
export type { SyncJobParticipant, SyncJobRecord, SyncJobStore } from './sync-job-store.ts';
