import { expandProperties, type PropertyName } from './properties.ts';

/** Everything that a message is made of, and nothing else. */
const members = [
  'changeKey',
  'parentFolderId',
  'internetMessageId',
  'subject',
  'from',
  'toRecipients',
  'ccRecipients',
  'bccRecipients',
  'replyTo',
  'createdDateTime',
  'sentDateTime',
  'receivedDateTime',
  'lastModifiedDateTime',
  'importance',
  'isRead',
  'flag',
  'categories',
  'body',
  'webLink',
  // Of messages about meetings; others do not have them.
  'microsoft.graph.eventMessage/startDateTime',
  'microsoft.graph.eventMessage/endDateTime',
  'microsoft.graph.eventMessage/location',
].join(',');

const extended: readonly PropertyName[] = [
  'searchKey',
  'messageClass',
  'sensitivity',
  'conversationTopic',
  'nativeBody',
];

/** What is known of attachments without their content. */
export const attachmentMembers = 'id,name,contentType,size,isInline,lastModifiedDateTime';

/** The query of a message, with what is known of its attachments or without. */
export function messageQuery({ attachments }: { readonly attachments: boolean }): string {
  const expansions = [
    expandProperties(extended),
    ...(attachments ? [`attachments($select=${attachmentMembers})`] : []),
  ];
  return `?$select=${members}&$expand=${encodeURIComponent(expansions.join(','))}`;
}

/** HTML as it was sent, as EWS gives it, and not what Graph would make of it. */
export const messagePreference: readonly string[] = ['outlook.allow-unsafe-html'];
export const textPreference: readonly string[] = ['outlook.body-content-type="text"'];
