import type { ContactFacts } from './contact-facts.ts';
import type { EventFacts } from './event-facts.ts';

/**
 * A message as every mail source delivers it: plain data, no trace of EWS or Graph. A member that the message lacks
 * is absent, never empty. Events of calendars and contacts are messages of a kind of their own.
 */
export interface MailMessage {
  /** The source's id of this copy. Changes when the message is moved; opaque and case-sensitive. */
  readonly itemId: string;
  /** The source's version of the item; equal means nothing changed. */
  readonly changeKey?: string;
  /**
   * PidTagSearchKey (0x300B) as lower-case hex: survives moves and is shared by copies (MS-OXPROPS), and can be read
   * through EWS and Graph alike, so that documents keep their ids when the source changes.
   */
  readonly searchKey?: string;
  readonly internetMessageId?: string;
  /** For example `IPM.Note` or `IPM.Schedule.Meeting.Request`. */
  readonly itemClass: string;
  readonly subject?: string;
  readonly from?: MailParty;
  readonly to: readonly MailParty[];
  readonly cc: readonly MailParty[];
  readonly bcc: readonly MailParty[];
  readonly replyTo: readonly MailParty[];
  readonly createdAt?: Date;
  readonly sentAt?: Date;
  readonly receivedAt?: Date;
  readonly modifiedAt?: Date;
  readonly importance?: 'low' | 'normal' | 'high';
  readonly sensitivity?: 'normal' | 'personal' | 'private' | 'confidential';
  readonly isRead?: boolean;
  readonly flagStatus?: 'notFlagged' | 'flagged' | 'complete';
  readonly categories: readonly string[];
  readonly conversationTopic?: string;
  /** Of a meeting request, its answer or its cancellation. */
  readonly meeting?: MeetingFacts;
  /** Set: it is an event of a calendar. */
  readonly event?: EventFacts;
  /** Set: it is a contact. */
  readonly contact?: ContactFacts;
  readonly body?: MailBody;
  readonly attachments: readonly MailAttachment[];
  /** Opens this copy in Outlook on the web. */
  readonly webLink?: string;
}

/** Somebody who sent or received a message. At least one member is present. */
export interface MailParty {
  readonly name?: string;
  /** As the source gave it: usually SMTP, sometimes an unresolved X.500 name or nonsense. */
  readonly address?: string;
}

/** When, where and by whom; at least one member is present. */
export interface MeetingFacts {
  readonly start?: Date;
  readonly end?: Date;
  readonly location?: string;
  readonly organizer?: MailParty;
}

export interface MailBody {
  readonly format: 'html' | 'text';
  readonly content: string;
}

/** What a message says about an attachment; the content is fetched separately. */
export interface MailAttachment {
  /** The source's id; changes when the message is moved. */
  readonly id: string;
  /** `reference` is a link to a file in the cloud and has no content; `unknown` is a kind we have no name for. */
  readonly kind: 'file' | 'message' | 'reference' | 'unknown';
  readonly name?: string;
  readonly contentType?: string;
  /** Bytes, as the source estimates them. */
  readonly size?: number;
  readonly isInline: boolean;
  readonly modifiedAt?: Date;
}

/** An attachment's content: bytes of a file, or the message attached. */
export type MailAttachmentContent =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'message'; readonly message: MailMessage };
