import { ConnectorError, type Failure } from '../errors.ts';

/** What the SDK throws, as far as it can be relied on. */
interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
  readonly resourceType?: string;
}

/**
 * The failure in an error of the SDK. By name and status: the SDK's own mark of what can be retried is not set.
 * Amazon Q Business API reference, common errors.
 */
export function translateError(thrown: unknown, operation: string): ConnectorError {
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as Error & SdkError;
  return new ConnectorError(failureOf(error, operation), { cause: thrown });
}

function failureOf(error: SdkError, operation: string): Failure {
  const { name } = error;
  const status = error.$metadata?.httpStatusCode ?? 0;
  const code = `qbusiness.${name}`;
  const said = `Amazon Q Business ${operation} failed: ${name}: ${error.message}`;
  if (name === 'AbortError') return { code: 'cancelled', kind: 'cancelled', message: said };
  if (status === 429 || /throttl/i.test(name)) return { code, kind: 'throttled', message: said, ...advice(error) };
  if (name === 'CredentialsProviderError') {
    return { code, kind: 'configuration', message: `${said}. Give the worker AWS credentials: a task role in ECS.` };
  }
  if (status === 402 || name === 'ServiceQuotaExceededException') {
    return {
      code,
      kind: 'configuration',
      message: `${said}. The index is full: add units of capacity to it, or index less.`,
    };
  }
  if (status === 403) {
    const remedy = `Let the worker's role call qbusiness:${operation} on the application, the index and the data source`;
    return { code, kind: 'configuration', message: `${said}. ${remedy}.` };
  }
  if (status === 404) return { code, kind: 'configuration', message: `${said}. ${settingFor(error)}` };
  if (badSignature.has(name)) {
    return { code, kind: 'configuration', message: `${said}. Check the worker's AWS credentials and its clock.` };
  }
  // For documents a conflict means that the index is being maintained, which may take a day; jobs conflict with each other.
  if (status === 409) return { code, kind: operation.startsWith('Batch') ? 'transient' : 'permanent', message: said };
  // What the request holds is wrong.
  if (status === 413 || (status === 400 && name === 'ValidationException'))
    return { code, kind: 'permanent', message: said };
  return { code, kind: 'transient', message: said };
}

/** Common errors that concern every request of this worker. Amazon Q Business API reference, common errors. */
const badSignature: ReadonlySet<string> = new Set([
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'InvalidClientTokenId',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'RequestExpired',
  'ExpiredTokenException',
  'OptInRequired',
  'UnrecognizedClientException',
]);

const settings: Readonly<Record<string, string>> = {
  APPLICATION: 'QBUSINESS_APPLICATION_ID',
  INDEX: 'QBUSINESS_INDEX_ID',
  DATA_SOURCE: 'QBUSINESS_DATASOURCE_ID',
};

function settingFor({ resourceType = '' }: SdkError): string {
  const setting = settings[resourceType.toUpperCase().replaceAll('-', '_')];
  const which = setting ?? 'QBUSINESS_APPLICATION_ID, QBUSINESS_INDEX_ID and QBUSINESS_DATASOURCE_ID';
  return `Check ${which}, and that AWS_REGION is the region of the application.`;
}

/** The service's advice on when to come back. */
function advice({ $response }: SdkError): { retryAfterMs?: number } {
  const seconds = Number($response?.headers?.['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
}
