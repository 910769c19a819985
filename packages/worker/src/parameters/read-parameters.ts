import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { ConnectorError, type FailureKind } from '../errors.ts';

/** Milliseconds that one page may take. */
const requestTimeoutMs = 10_000;
/** Milliseconds that all pages may take, retries included. */
const readMs = 30_000;

/**
 * All parameters directly under a prefix, decrypted, by name without the prefix. One paged call, so that the permission
 * for this path is all that is needed.
 * @throws ConnectorError of kind `configuration` when we may not read them, of kind `cancelled` when the signal aborts
 */
export async function readParameters(prefix: string, signal: AbortSignal): Promise<Readonly<Record<string, string>>> {
  const client = new SSMClient({
    requestHandler: new NodeHttpHandler({
      httpAgent: new HttpAgent(),
      httpsAgent: new HttpsAgent(),
      requestTimeout: requestTimeoutMs,
      throwOnRequestTimeout: true,
    }),
  });
  const limit = AbortSignal.timeout(readMs);
  try {
    return await readPages(client, prefix, AbortSignal.any([signal, limit]));
  } catch (thrown) {
    throw limit.aborted && !signal.aborted ? tooSlow(prefix) : translate(thrown, prefix);
  } finally {
    client.destroy();
  }
}

async function readPages(client: SSMClient, prefix: string, signal: AbortSignal): Promise<Record<string, string>> {
  const parameters: Record<string, string> = {};
  let NextToken: string | undefined;
  do {
    const command = new GetParametersByPathCommand({ Path: prefix, WithDecryption: true, NextToken });
    const page = await client.send(command, { abortSignal: signal });
    for (const { Name = '', Value } of page.Parameters ?? []) {
      if (Value !== undefined) parameters[Name.slice(prefix.length + 1)] = Value;
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return parameters;
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
  const kind: FailureKind = error.name === 'AbortError' ? 'cancelled' : refused ? 'configuration' : 'transient';
  const remedy = refused
    ? ` Give the worker AWS credentials and a region, and let its role call ssm:GetParametersByPath on ${prefix} and ` +
      'kms:Decrypt on the key of its SecureString parameters; or set PARAMETER_STORE_PREFIX to "none".'
    : '';
  const message = `the parameters under ${prefix} could not be read: ${error.name}: ${error.message}.${remedy}`;
  return new ConnectorError({ code: `ssm.${error.name}`, kind, message }, { cause: thrown });
}
