import { ConnectorError, type Failure, type FailureKind } from '../errors.ts';

/** What the SDK throws, as far as it can be relied on. */
interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** The failure in an error of the SDK, by name and status. Amazon S3 API reference, error responses. */
export function translateError(thrown: unknown, operation: string): ConnectorError {
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as Error & SdkError;
  return new ConnectorError(failureOf(error, operation), { cause: thrown });
}

function failureOf(error: SdkError, operation: string): Failure {
  const { name, message } = error;
  const said = `Amazon S3 ${operation} failed: ${name}: ${message}`;
  if (name === 'AbortError') return { code: 'cancelled', kind: 'cancelled', message: said };
  const kind = kindOf(error);
  const remedy = kind === 'configuration' ? `. ${remedies[name] ?? remedyFor(operation)}` : '';
  const retryAfter = kind === 'throttled' ? advice(error) : {};
  return { code: `staging.${name}`, kind, message: `${said}${remedy}`, ...retryAfter };
}

function kindOf({ name, $metadata }: SdkError): FailureKind {
  const status = $metadata?.httpStatusCode ?? 0;
  if (/^(SlowDown|RequestLimitExceeded|ThrottlingException|Throttling|TooManyRequests)/.test(name)) {
    return 'throttled';
  }
  if (name === 'EntityTooLarge' || status === 413) return 'permanent';
  if (name === 'CredentialsProviderError' || name in remedies) return 'configuration';
  // A body that was damaged or cut on its way is sent again; so is one whose clock S3 did not like a moment ago.
  return [301, 401, 403, 404].includes(status) ? 'configuration' : 'transient';
}

const region = 'Check STAGING_BUCKET, and that AWS_REGION is the region of the bucket.';

const remedies: Readonly<Record<string, string>> = {
  NoSuchBucket: region,
  InvalidBucketName: region,
  PermanentRedirect: region,
  AuthorizationHeaderMalformed: region,
  IllegalLocationConstraintException: region,
  CredentialsProviderError: 'Give the worker AWS credentials: a task role in ECS.',
};

function remedyFor(operation: string): string {
  const action = operation === 'GetBucketLifecycleConfiguration' ? 'GetLifecycleConfiguration' : operation;
  return (
    `Let the worker's role call s3:${action} on the staging bucket and, if the bucket has a KMS key of its own, ` +
    'kms:GenerateDataKey on the key; the bucket has to be in the account of STAGING_ROLE_ARN.'
  );
}

/** The service's advice on when to come back. */
function advice({ $response }: SdkError): { retryAfterMs?: number } {
  const seconds = Number($response?.headers?.['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
}
