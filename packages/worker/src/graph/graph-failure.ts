import type { Failure, FailureKind } from '../errors.ts';

/** An error as Graph tells it: of a whole request, or of one part of a batch. */
export interface GraphRefusal {
  readonly status: number;
  /** Names are lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** `code` of the error in the body; undefined when there is none, as from a proxy. */
  readonly code: string | undefined;
  readonly text: string | undefined;
}

/** Codes that mean the same with whatever status they come. Microsoft: Graph errors, EWS ResponseCode. */
const kinds: Readonly<Record<string, FailureKind>> = {
  applicationthrottled: 'throttled',
  errorserverbusy: 'throttled',
  toomanyrequests: 'throttled',
  errorexceededconnectioncount: 'throttled',
  errortoomanyobjectsopened: 'throttled',

  errormailboxmoveinprogress: 'transient',
  errormailboxstoreunavailable: 'transient',
  errormailboxfailover: 'transient',
  errorinternalservertransienterror: 'transient',
  errortimeoutexpired: 'transient',

  errorcorruptdata: 'permanent',
  erroritemcorrupt: 'permanent',
  errorcontentconversionfailed: 'permanent',
  errormimecontentconversionfailed: 'permanent',
  errorcannotopenfileattachment: 'permanent',
  errorvirusdetected: 'permanent',
  errorvirusmessagedeleted: 'permanent',
  errormessagesizeexceeded: 'permanent',
  errorinvalididmalformed: 'permanent',
  errorinvalidrecipients: 'permanent',

  erroritemnotfound: 'gone',
  errorattachmentnotfound: 'gone',

  errorfoldernotfound: 'folder',
  errorfoldercorrupt: 'folder',

  // On-premises, inactive or soft-deleted: whatever it is, its documents stay.
  mailboxnotenabledforrestapi: 'mailbox',
  mailboxnotsupportedforrestapi: 'mailbox',
  errorinvaliduser: 'mailbox',
  errornonexistentmailbox: 'mailbox',
  errormailboxconfiguration: 'mailbox',
  erroraccountdisabled: 'mailbox',
  errorinvalidlicense: 'mailbox',
  errororganizationaccessblocked: 'mailbox',
  request_resourcenotfound: 'mailbox',
  resourcenotfound: 'mailbox',
  authorization_requestdenied: 'mailbox',
};

const byStatus: Readonly<Record<number, FailureKind>> = {
  401: 'configuration',
  // Of this mailbox or of the tenant, never proof that something is gone.
  403: 'mailbox',
  410: 'cursor-invalid',
  429: 'throttled',
  509: 'throttled',
};

/** Casing varies, and so does the status. `resyncRequired`, `SyncStateNotFound`, `ErrorSyncFolderNotFound`, `syncStateInvalid`. */
const lostState = /sync_?state_?(?:not_?found|invalid)|resync_?required|sync_?folder_?not_?found/i;

/** What an error of Graph means for what was asked. `nowMs`: milliseconds since the epoch, for advice that comes as a date. */
export function graphFailure(refusal: GraphRefusal, nowMs: number): Failure {
  const { status, headers, code } = refusal;
  const kind = kindOf(refusal);
  const message = `Microsoft Graph answered HTTP ${status}${said(code)}${requestId(headers)}${remedyFor(kind, refusal)}`;
  const failure = { code: codeOf(refusal), kind, message };
  return kind === 'throttled' ? { ...failure, ...retryAfter(headers, nowMs) } : failure;
}

/** Code of a refused token, whatever Graph calls it. */
export const refusedToken = 'http.401';

function codeOf({ status, code }: GraphRefusal): string {
  return code === undefined || status === 401 || provesNothing(status, code) ? `http.${status}` : stable(code);
}

/** Codes that say of something that it is not there. */
const absences: ReadonlySet<string> = new Set([
  'erroritemnotfound',
  'errorattachmentnotfound',
  'errorfoldernotfound',
  'request_resourcenotfound',
]);

/** Proof is a 404 that says of what; any other, as of a proxy or of a server that stumbles, proves nothing. */
function provesNothing(status: number, code: string): boolean {
  return status !== 404 && absences.has(code.toLowerCase());
}

function kindOf({ status, headers, code = '', text = '' }: GraphRefusal): FailureKind {
  if (lostState.test(code) || /parameter '?deltatoken'? not supported/i.test(text)) return 'cursor-invalid';
  // A token that is refused or a wait that is asked for says more than the code beside it.
  const first = status === 401 || status === 429 || status === 403 ? byStatus[status] : undefined;
  const known = kinds[code.toLowerCase()];
  // Without advice it is an error like others: of one part, as a rule, that is too much for the service.
  if (status === 503 && headers['retry-after'] !== undefined) return 'throttled';
  return first ?? (provesNothing(status, code) ? 'transient' : (known ?? byStatus[status] ?? 'transient'));
}

/** Whether the mailbox is on-premises, inactive or soft-deleted: Graph does not tell which. */
export function isNotInExchangeOnline({ kind, code }: Failure): boolean {
  return kind === 'mailbox' && code.toLowerCase() === 'mailboxnotenabledforrestapi';
}

/** Whether a folder that was asked for is proved not to be there. */
export function isNoFolder({ kind, code }: Failure): boolean {
  return kind === 'gone' || (kind === 'folder' && code.toLowerCase() === 'errorfoldernotfound');
}

/** Codes are words; what is none may be anything. */
function stable(code: string): string {
  return /^[\w.-]{1,80}$/.test(code) ? code : 'graph.unknown-code';
}

function said(code: string | undefined): string {
  return code === undefined ? '' : ` ${stable(code)}`;
}

/** For the support of Microsoft to find. */
function requestId(headers: GraphRefusal['headers']): string {
  const id = headers['request-id'] ?? '';
  return /^[\w-]{8,64}$/.test(id) ? ` (request-id: ${id})` : '';
}

/** The other way out for a deployment that read its mail through EWS before. */
const stayWithEws =
  'To go on with Exchange Web Services until it has, set EXCHANGE_API to ews (docs/guides/moving-to-graph.md).';

function remedyFor(kind: FailureKind, { status, code }: GraphRefusal): string {
  if (status === 401) {
    return `. It does not accept the token: check that the application has Mail.Read with the consent of an administrator. ${stayWithEws}`;
  }
  if (status === 403) {
    return (
      '. Check that the application has Mail.Read with the consent of an administrator, that the mailbox is in its scope, ' +
      `and that no policy on applications or user agents shuts it out. ${stayWithEws}`
    );
  }
  if (code?.toLowerCase() === 'mailboxnotenabledforrestapi') {
    return (
      '. The mailbox is on-premises, inactive or deleted. Set EXCHANGE_ON_PREMISES_EWS_URL to read mailboxes on-premises ' +
      'there. Its documents stay.'
    );
  }
  return kind === 'mailbox' ? '. Check the address and the licence of the mailbox.' : '';
}

/** What Retry-After advises, in seconds or as a date. None, zero and the past are no advice. */
function retryAfter(headers: GraphRefusal['headers'], nowMs: number): { retryAfterMs?: number } {
  const value = headers['retry-after'];
  if (value === undefined) return {};
  const ms = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return ms > 0 ? { retryAfterMs: ms } : {};
}
