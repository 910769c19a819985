import type { IncomingMessage } from 'node:http';

/**
 * What is wrong with a request's AWS Signature Version 4, or undefined. Presence and scope are checked; the signature
 * itself is not, as the stand-ins know no keys.
 */
export function signatureProblem({ headers }: IncomingMessage, service: string): string | undefined {
  const { authorization = '' } = headers;
  if (!authorization.startsWith('AWS4-HMAC-SHA256 ')) return 'Missing Authentication Token';
  const scope = /Credential=[^/,\s]+\/(\d{8})\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/.exec(authorization);
  if (scope === null) return 'the credential has no scope';
  if (scope[3] !== service) return `Credential should be scoped to correct service: '${service}'.`;
  const signed = /SignedHeaders=([^,\s]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  if (!signed.includes('host') || !signed.includes('x-amz-date')) return 'host and x-amz-date have to be signed';
  if (!/Signature=[0-9a-f]{64}/.test(authorization)) return 'the signature is missing';
  return headers['x-amz-date'] === undefined ? 'x-amz-date is missing' : undefined;
}
