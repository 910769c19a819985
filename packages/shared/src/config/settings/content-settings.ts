import { setting } from '../setting.ts';
import { bucketName, roleArn } from '../types/text-types.ts';
import { oneOf } from '../types/word-types.ts';

/** What becomes of the content of messages and attachments. */
export const contentSettings = {
  quotedHistory: setting({
    name: 'QUOTED_HISTORY',
    type: oneOf('keep', 'drop'),
    default: 'keep',
    doc: 'What becomes of the earlier messages that a reply repeats below or between its own words.',
    advice:
      'Use `drop` if whole conversations are in indexed mailboxes, so that each message is found once. What is forwarded stays. A change puts all messages again.',
  }),
  stagingBucket: setting({
    name: 'STAGING_BUCKET',
    type: bucketName,
    doc: 'S3 bucket through which attachments above 7 MB, up to 50 MB, go into the index. Without it they are left out, with a reason.',
    advice:
      'Needs a lifecycle rule that removes objects under `exchange-connector/` after 2 days or more, STAGING_ROLE_ARN, and the region of the application.',
  }),
  stagingRoleArn: setting({
    name: 'STAGING_ROLE_ARN',
    type: roleArn,
    doc: 'Role in which Amazon Q Business reads the staging bucket.',
    advice:
      'It trusts `qbusiness.amazonaws.com` and may get objects under `exchange-connector/`; the worker may pass it on.',
  }),
} as const;
