import { createLocalJWKSet, decodeJwt, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { z } from 'zod';
import type { FederatedCredential } from './application.ts';
import { type EntraError, invalidClient } from './errors.ts';

/** Seconds that clocks may differ. */
const clockTolerance = 5 * 60;
/** Milliseconds that the issuer may take to show its keys. */
const discoveryMs = 5_000;

/**
 * Checks a token of another issuer in place of an assertion of the application's own. Microsoft: workload identity
 * federation; numbers from the Entra authentication error codes.
 * @param now milliseconds since the epoch
 * @throws EntraError when issuer, signature, subject, audience or time do not fit the federated identity credential
 */
export async function checkFederatedAssertion(
  assertion: string,
  { issuer, subject, audience }: FederatedCredential,
  now: number,
): Promise<void> {
  const none = 'No matching federated identity record found for presented assertion';
  const { iss } = claimsOf(assertion);
  if (iss !== issuer) throw invalidClient(`AADSTS700211: ${none} issuer '${iss}'.`);
  const { sub, aud } = await verify(assertion, await keysOf(issuer), now);
  if (sub !== subject) throw invalidClient(`AADSTS700213: ${none} subject '${sub}'.`);
  if (aud !== audience) throw invalidClient(`AADSTS700212: ${none} audience '${[aud ?? []].flat().join(' ')}'.`);
}

function claimsOf(assertion: string): JWTPayload {
  try {
    return decodeJwt(assertion);
  } catch {
    throw invalidClient('AADSTS50027: JWT token is invalid or malformed.');
  }
}

const discovery = z.object({ issuer: z.string(), jwks_uri: z.url() });
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

/** The issuer is asked itself, as Entra ID does. */
async function keysOf(issuer: string): Promise<JSONWebKeySet> {
  const look = async (url: string): Promise<unknown> =>
    (await fetch(url, { signal: AbortSignal.timeout(discoveryMs) })).json();
  try {
    const found = discovery.parse(await look(`${issuer}/.well-known/openid-configuration`));
    if (found.issuer !== issuer) throw new Error(`it says that it is ${found.issuer}`);
    return keySet.parse(await look(found.jwks_uri));
  } catch (thrown) {
    throw invalidClient(`AADSTS50166: Request to External OIDC endpoint failed: ${issuer}: ${String(thrown)}`);
  }
}

/** RS256 alone: whether Entra ID takes ES384 of other issuers is not documented. */
async function verify(assertion: string, keys: JSONWebKeySet, now: number): Promise<JWTPayload> {
  try {
    const options = { currentDate: new Date(now), requiredClaims: ['exp'], algorithms: ['RS256'], clockTolerance };
    return (await jwtVerify(assertion, createLocalJWKSet(keys), options)).payload;
  } catch (thrown) {
    throw problemOf(thrown);
  }
}

function problemOf(thrown: unknown): EntraError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return thrown instanceof errors.JWTExpired || thrown instanceof errors.JWTClaimValidationFailed
    ? invalidClient(`AADSTS700024: Client assertion is not within its valid time range: ${reason}`)
    : invalidClient(`AADSTS50013: Assertion failed signature validation: ${reason}`);
}
