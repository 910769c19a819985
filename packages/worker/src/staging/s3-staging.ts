import { createHash } from 'node:crypto';
import {
  GetBucketLifecycleConfigurationCommand,
  type GetBucketLifecycleConfigurationCommandOutput,
  type LifecycleRule,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { stagingKeyPrefix } from '@connector/shared';
import { ConnectorError, toFailure } from '../errors.ts';
import type { EventSink } from '../sync/events.ts';
import type { Clock, StagingArea } from '../sync/ports/index.ts';
import { openS3, type S3Api } from './client.ts';
import { expiryDays } from './lifecycle.ts';
import { leastDays } from './limits.ts';

/** The bucket. Region, credentials and endpoint come from the AWS SDK's own variables. */
export interface StagingOptions {
  readonly bucket: string;
  /** Account that the bucket has to be in: what is staged is mail, and a name that was mistyped is somebody else's. */
  readonly account: string;
  readonly clock: Clock;
  readonly emit: EventSink;
}

/**
 * A bucket as the staging area. Objects are never removed from here: the service does not say when it has read one. The
 * bucket's lifecycle rule removes them, also those of a process that was killed. Makes no call by itself.
 */
export function createS3Staging(options: StagingOptions): StagingArea {
  const { bucket, account } = options;
  const s3 = openS3(options);
  const whose = { Bucket: bucket, ExpectedBucketOwner: account };
  return {
    close: async () => s3.close(),
    check: async (signal) => {
      const rules = await readRules(s3, {
        command: new GetBucketLifecycleConfigurationCommand(whose),
        signal,
        options,
      });
      if (rules !== undefined) requireExpiry(bucket, rules);
    },
    put: async (documentId, content, signal) => {
      const key = keyOf(documentId, content);
      // No encryption is asked for: S3 encrypts every object with the bucket's own key, which a request could only override.
      await s3.send(new PutObjectCommand({ ...whose, Key: key, Body: content }), signal);
      return { bucket, key };
    },
  };
}

/** Nothing of the message can be read from it, and another content never takes the place of one that is being read. */
function keyOf(documentId: string, content: Uint8Array): string {
  return stagingKeyPrefix + createHash('sha256').update(documentId).update('\n').update(content).digest('hex');
}

interface RulesQuestion {
  readonly command: GetBucketLifecycleConfigurationCommand;
  readonly signal: AbortSignal;
  readonly options: StagingOptions;
}

/** The bucket's rules; undefined, with a warning, when we may not know. */
async function readRules(
  s3: S3Api,
  { command, signal, options }: RulesQuestion,
): Promise<readonly LifecycleRule[] | undefined> {
  try {
    return (await s3.send<GetBucketLifecycleConfigurationCommandOutput>(command, signal)).Rules ?? [];
  } catch (thrown) {
    const { code, message } = toFailure(thrown);
    if (code === 'staging.NoSuchLifecycleConfiguration') return [];
    if (code !== 'staging.AccessDenied') throw thrown;
    const unknown = `whether the bucket ${options.bucket} removes what is staged could not be checked: ${message}`;
    options.emit({ type: 'warning', code: 'staging.lifecycle-unknown', message: unknown });
    return undefined;
  }
}

function requireExpiry(bucket: string, rules: readonly LifecycleRule[]): void {
  const days = expiryDays(rules, stagingKeyPrefix);
  if (days !== undefined && days >= leastDays) return;
  const found =
    days === undefined
      ? 'has no lifecycle rule that removes objects'
      : `removes objects after ${days} day, perhaps before the index has read them,`;
  const message =
    `the bucket ${bucket} ${found} under ${stagingKeyPrefix}. Allowed: ${leastDays} days or more. ` +
    'Add a rule with this prefix that expires current versions after 3 days, or unset STAGING_BUCKET and STAGING_ROLE_ARN.';
  throw new ConnectorError({ code: 'staging.lifecycle', kind: 'configuration', message });
}
