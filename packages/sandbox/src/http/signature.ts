import type { IncomingMessage } from 'node:http';

/** The one region that the stand-ins are in. */
const region = 'us-east-1';

/**
 * What is wrong with a request's AWS Signature Version 4, or undefined. Presence and scope are checked; the signature
 * itself is not, as the stand-ins know no keys.
 */
export function signatureProblem({ headers }: IncomingMessage, service: string): string | undefined {
  const { authorization = '' } = headers;
  if (!authorization.startsWith('AWS4-HMAC-SHA256 ')) return 'Missing Authentication Token';
  const scope = /Credential=[^/,\s]+\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/.exec(authorization);
  if (scope === null) return 'the credential has no scope';
  if (scope[2] !== region) return `Credential should be scoped to a valid region: '${region}', not '${scope[2]}'.`;
  if (scope[3] !== service) return `Credential should be scoped to correct service: '${service}'.`;
  const signed = /SignedHeaders=([^,\s]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  if (!signed.includes('host') || !signed.includes('x-amz-date')) return 'host and x-amz-date have to be signed';
  if (!/Signature=[0-9a-f]{64}/.test(authorization)) return 'the signature is missing';
  const date = headers['x-amz-date'];
  if (typeof date !== 'string' || !/^\d{8}T\d{6}Z$/.test(date)) return 'x-amz-date is missing or no date';
  return date.startsWith(scope[1] ?? '') ? undefined : `Date in Credential scope does not match x-amz-date: ${date}`;
}
