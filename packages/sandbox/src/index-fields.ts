import type { FieldType } from './qbusiness/index.ts';

/** Custom fields that the index is set up with: what an administrator adds by the reference of document fields. */
export const indexFields: readonly { readonly name: string; readonly type: FieldType }[] = [
  { name: 'xchng_title', type: 'STRING' },
  { name: 'xchng_from', type: 'STRING' },
  { name: 'xchng_to', type: 'STRING_LIST' },
  { name: 'xchng_ccRecipient', type: 'STRING_LIST' },
  { name: 'xchng_bccRecipient', type: 'STRING_LIST' },
  { name: 'xchng_replyTo', type: 'STRING' },
  { name: 'xchng_folder', type: 'STRING' },
  { name: 'xchng_importance', type: 'STRING' },
  { name: 'xchng_flagStatus', type: 'STRING' },
  { name: 'xchng_hasAttachment', type: 'STRING' },
  { name: 'xchng_sendDateTime', type: 'DATE' },
  { name: 'xchng_receivedDateTime', type: 'DATE' },
  { name: 'xchng_accountOwner', type: 'STRING' },
  { name: 'xchng_messageId', type: 'STRING' },
  { name: 'xchng_parentDocument', type: 'STRING' },
  { name: 'xchng_size', type: 'NUMBER' },
  { name: 'email_thread_topic', type: 'STRING' },
  { name: 'email_categories', type: 'STRING_LIST' },
];
