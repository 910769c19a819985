import type { Failure, FailureKind } from '../errors.ts';

/**
 * What the error codes of Exchange Web Services mean for us. Microsoft: ResponseCode. A code that is not listed is taken
 * for one that may pass.
 */
const kinds: Readonly<Record<string, FailureKind>> = {
  ErrorServerBusy: 'throttled',
  ErrorExceededConnectionCount: 'throttled',
  ErrorExceededFindCountLimit: 'throttled',
  ErrorTooManyObjectsOpened: 'throttled',
  ErrorInsufficientResources: 'throttled',

  ErrorTimeoutExpired: 'transient',
  ErrorInternalServerError: 'transient',
  ErrorInternalServerTransientError: 'transient',
  ErrorMailboxMoveInProgress: 'transient',
  ErrorMailboxStoreUnavailable: 'transient',
  ErrorMailboxFailover: 'transient',
  ErrorConnectionFailed: 'transient',
  ErrorADUnavailable: 'transient',
  ErrorADOperation: 'transient',
  ErrorNotEnoughMemory: 'transient',
  ErrorNoRespondingCASInDestinationSite: 'transient',
  ErrorBatchProcessingStopped: 'transient',

  ErrorCorruptData: 'permanent',
  ErrorItemCorrupt: 'permanent',
  ErrorContentConversionFailed: 'permanent',
  ErrorMimeContentConversionFailed: 'permanent',
  ErrorMimeContentInvalid: 'permanent',
  ErrorCannotOpenFileAttachment: 'permanent',
  ErrorVirusDetected: 'permanent',
  ErrorVirusMessageDeleted: 'permanent',
  ErrorMessageSizeExceeded: 'permanent',
  ErrorInvalidIdMalformed: 'permanent',
  ErrorInvalidChangeKey: 'permanent',
  ErrorInvalidAttachmentId: 'permanent',
  ErrorUnsupportedMimeConversion: 'permanent',

  ErrorItemNotFound: 'gone',
  ErrorAttachmentNotFound: 'gone',

  ErrorSyncFolderNotFound: 'folder',
  ErrorFolderNotFound: 'folder',
  ErrorFolderCorrupt: 'folder',
  ErrorInvalidSyncStateData: 'cursor-invalid',

  ErrorNonExistentMailbox: 'mailbox',
  ErrorMissingInformationEmailAddress: 'mailbox',
  ErrorAccountDisabled: 'mailbox',
  ErrorAccessDenied: 'mailbox',
  ErrorImpersonateUserDenied: 'mailbox',
  ErrorImpersonationDenied: 'mailbox',
  ErrorImpersonationFailed: 'mailbox',
  ErrorInvalidLicense: 'mailbox',
  ErrorMailboxConfiguration: 'mailbox',
  ErrorOrganizationAccessBlocked: 'mailbox',
  ErrorArchiveMailboxNotEnabled: 'no-archive',

  ErrorSchemaValidation: 'configuration',
  ErrorInvalidServerVersion: 'configuration',
};

/** Codes that concern one item although their kind is wider when a folder or mailbox is asked for. */
const itemKinds: Readonly<Record<string, FailureKind>> = {
  ErrorAccessDenied: 'permanent',
  ErrorFolderNotFound: 'gone',
};

/** What a code means for the call as a whole. */
export function kindOfCode(code: string): FailureKind {
  return kinds[code] ?? 'transient';
}

/** What a code means for one item of a call. */
export function kindOfItemCode(code: string): FailureKind {
  return itemKinds[code] ?? kindOfCode(code);
}

/** Failures of answers that came whole and say nothing of what was asked for. */
const unreadable: ReadonlySet<string> = new Set([
  'ews.malformed-answer',
  'ews.unreadable-answer',
  'ews.incomplete-answer',
]);

/**
 * Nothing can be made of the answer. When only one thing was asked for, it will be so again: a folder must not wait for
 * that one thing for ever.
 */
export function isUnreadable({ code }: Failure): boolean {
  return unreadable.has(code);
}
