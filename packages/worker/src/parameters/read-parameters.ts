import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ConnectorError, type FailureKind } from '../errors.ts';
import { type RetryPolicy, retry } from '../runtime/retry.ts';
import type { Clock } from '../sync/ports/index.ts';

/** Milliseconds that one page may take. */
const requestTimeoutMs = 10_000;
/** Milliseconds that all pages may take, retries included. */
const readMs = 30_000;
/** The SDK's own retries leave out an answer that breaks off, and one of those would end a worker that starts. */
const policy: RetryPolicy = { attempts: 5, baseMs: 200, capMs: 5_000, maxAdvisedMs: 10_000, throttledFloorMs: 500 };

/** What parameters are read with. */
export interface ReadOptions {
  /** Ends the reading when it aborts. */
  readonly signal: AbortSignal;
  /** Waits between tries. */
  readonly clock: Clock;
}

/**
 * All parameters directly under a prefix, decrypted, by name without the prefix. One paged call, so that the permission
 * for this path is all that is needed.
 * @throws ConnectorError of kind `configuration` when we may not read them, of kind `cancelled` when the signal aborts
 */
export async function readParameters(
  prefix: string,
  { signal, clock }: ReadOptions,
): Promise<Readonly<Record<string, string>>> {
  const client = new SSMClient({
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      httpAgent: new HttpAgent(),
      httpsAgent: new HttpsAgent(),
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    }),
  });
  const limit = AbortSignal.timeout(readMs);
  try {
    return await readPages(client, prefix, { signal: AbortSignal.any([signal, limit]), clock });
  } catch (thrown) {
    throw limit.aborted && !signal.aborted ? tooSlow(prefix) : thrown;
  } finally {
    client.destroy();
  }
}

async function readPages(
  client: SSMClient,
  prefix: string,
  { signal, clock }: ReadOptions,
): Promise<Record<string, string>> {
  const parameters: Record<string, string> = {};
  let NextToken: string | undefined;
  do {
    const command = new GetParametersByPathCommand({ Path: prefix, WithDecryption: true, NextToken });
    const page = await retry(() => readPage(client, command, signal), { policy, clock, signal });
    for (const { Name = '', Value } of page.Parameters ?? []) {
      if (Value !== undefined) parameters[Name.slice(prefix.length + 1)] = Value;
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return parameters;
}

/** @throws ConnectorError */
async function readPage(client: SSMClient, command: GetParametersByPathCommand, abortSignal: AbortSignal) {
  try {
    return await client.send(command, { abortSignal });
  } catch (thrown) {
    throw translate(thrown, command.input.Path ?? '');
  }
}

function tooSlow(prefix: string): ConnectorError {
  const message =
    `the parameters under ${prefix} could not be read within ${readMs / 1000} seconds. ` +
    'Check that the worker can reach Parameter Store (a route to the internet or a VPC endpoint for ssm).';
  return new ConnectorError({ code: 'ssm.timeout', kind: 'transient', message });
}

const configurationErrors =
  /AccessDenied|UnrecognizedClient|ExpiredToken|InvalidKeyId|KMS|CredentialsProvider|Validation/i;

function translate(thrown: unknown, prefix: string): ConnectorError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const refused = configurationErrors.test(error.name) || /region is missing/i.test(error.message);
  const kind = kindOf(error.name, refused);
  const remedy = refused
    ? ` Give the worker AWS credentials and a region, and let its role call ssm:GetParametersByPath on ${prefix} and ` +
      'kms:Decrypt on the key of its SecureString parameters; or set PARAMETER_STORE_PREFIX to "none".'
    : '';
  const message = `the parameters under ${prefix} could not be read: ${error.name}: ${error.message}.${remedy}`;
  return new ConnectorError({ code: `ssm.${error.name}`, kind, message }, { cause: thrown });
}

function kindOf(name: string, refused: boolean): FailureKind {
  if (name === 'AbortError') return 'cancelled';
  if (refused) return 'configuration';
  return /throttl/i.test(name) ? 'throttled' : 'transient';
}
