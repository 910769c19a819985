import { setting } from '../setting.ts';
import { excludeList, includeList } from '../types/list-type.ts';
import { wholeNumber } from '../types/number-types.ts';
import { domainPatterns, fileTypePatterns, itemClassPatterns, textPatterns } from '../types/pattern-types.ts';
import { receivedBound } from '../types/received-bound-type.ts';
import { sensitivityMarks } from '../types/sensitivities-type.ts';

/** Which messages and attachments are indexed. */
export const filterSettings = {
  receivedAfter: setting({
    name: 'RECEIVED_AFTER',
    type: receivedBound,
    doc: 'Messages received at this time or later are indexed.',
    advice:
      'An age is counted in whole days back from the day of the run, in UTC. A message that grows older than it leaves the index with the next full run.',
  }),
  receivedBefore: setting({
    name: 'RECEIVED_BEFORE',
    type: receivedBound,
    doc: 'Messages received before this time are indexed.',
    advice:
      'An age is counted in whole days back from the day of the run, in UTC. A message that becomes old enough enters the index with the next full run.',
  }),
  senderDomainInclude: setting({
    name: 'SENDER_DOMAIN_INCLUDE',
    type: includeList(domainPatterns),
    default: '*',
    doc: 'From which domains messages are indexed.',
    advice: 'A sender without an address, such as a system account of old Exchange mail, is in no domain but `*`.',
  }),
  senderDomainExclude: setting({
    name: 'SENDER_DOMAIN_EXCLUDE',
    type: excludeList(domainPatterns),
    default: 'none',
    doc: 'From which domains messages are not indexed.',
    advice: 'Use it for newsletters and monitoring systems.',
  }),
  recipientDomainInclude: setting({
    name: 'RECIPIENT_DOMAIN_INCLUDE',
    type: includeList(domainPatterns),
    default: '*',
    doc: 'Messages with at least one recipient in these domains are indexed; copies and blind copies count.',
    advice: 'A message without recipients is in no domain but `*`.',
  }),
  recipientDomainExclude: setting({
    name: 'RECIPIENT_DOMAIN_EXCLUDE',
    type: excludeList(domainPatterns),
    default: 'none',
    doc: 'Messages with any recipient in these domains are not indexed; copies and blind copies count.',
    advice: 'Use it for correspondence that must not be found, for example with a law firm.',
  }),
  subjectInclude: setting({
    name: 'SUBJECT_INCLUDE',
    type: includeList(textPatterns),
    default: '*',
    doc: 'Which messages are indexed, by the whole subject.',
    advice: 'Begin with `*` where `Re:` and `Fwd:` may stand before it. For a comma write `*`.',
  }),
  subjectExclude: setting({
    name: 'SUBJECT_EXCLUDE',
    type: excludeList(textPatterns),
    default: 'none',
    doc: 'Which messages are not indexed, by the whole subject.',
    advice: 'Begin with `*` where `Re:` and `Fwd:` may stand before it. For a comma write `*`.',
  }),
  itemClassInclude: setting({
    name: 'ITEM_CLASS_INCLUDE',
    type: includeList(itemClassPatterns),
    default: '*',
    doc: 'Which kinds of items are indexed.',
    advice: 'Set it to `IPM.Note` to leave out invitations and posts.',
  }),
  itemClassExclude: setting({
    name: 'ITEM_CLASS_EXCLUDE',
    type: excludeList(itemClassPatterns),
    default:
      'REPORT, IPM.Note.Microsoft.Voicemail*, IPM.Note.Microsoft.Missed.Voice, IPM.Note.Microsoft.Fax, IPM.Configuration, IPM.ExtendedRule.Message, IPM.Note.Rules*, IPM.Activity',
    doc: 'Which kinds of items are not indexed: by default delivery reports, voice mail, faxes, and what programs keep among the mail.',
    advice: 'A value of your own takes the place of the default: repeat what you want to keep out.',
  }),
  sensitivityExclude: setting({
    name: 'SENSITIVITY_EXCLUDE',
    type: excludeList(sensitivityMarks),
    default: 'private, confidential',
    doc: 'Messages that their sender marked like this are not indexed.',
    advice: 'Use `none` if only owners see their mailboxes and want to find these messages too.',
  }),
  messageMaxMb: setting({
    name: 'MESSAGE_MAX_MB',
    type: wholeNumber(1, 1024, 'megabytes'),
    doc: 'The body and all attachments of a message together; larger messages are not indexed.',
    advice: 'Set it to save time on few very large messages. A megabyte is 1,048,576 bytes.',
  }),
  attachmentTypesInclude: setting({
    name: 'ATTACHMENT_TYPES_INCLUDE',
    type: includeList(fileTypePatterns),
    default: '*',
    doc: 'Which attachments get a document of their own, of those in a format that the index takes.',
    advice: 'An attachment is included by its extension or by its media type; one of them is enough.',
  }),
  attachmentTypesExclude: setting({
    name: 'ATTACHMENT_TYPES_EXCLUDE',
    type: excludeList(fileTypePatterns),
    default: 'none',
    doc: 'Which attachments get no document of their own.',
    advice: 'Exclude `csv, json, xml, log` if exported data drowns what people wrote.',
  }),
  attachmentMaxMb: setting({
    name: 'ATTACHMENT_MAX_MB',
    type: wholeNumber(1, 1024, 'megabytes'),
    doc: 'Larger attachments get no document of their own; their message is indexed all the same.',
    advice: 'Set it to save time and index capacity. A megabyte is 1,048,576 bytes.',
  }),
} as const;
