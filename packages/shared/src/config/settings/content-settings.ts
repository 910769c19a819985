import { setting } from '../setting.ts';
import { bucketName, roleArn } from '../types/text-types.ts';

/** What becomes of the content of messages and attachments. */
export const contentSettings = {
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
