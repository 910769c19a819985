import { createHash, X509Certificate } from 'node:crypto';
import { decodeProtectedHeader, errors, importX509, type JWTPayload, jwtVerify } from 'jose';
import type { EntraApplication } from './application.ts';
import { type EntraError, invalidClient, invalidRequest } from './errors.ts';
import { checkFederatedAssertion } from './federated-assertion.ts';

/** What an assertion is checked against. */
export interface AssertionTerms {
  readonly application: EntraApplication;
  /** Any of these may be its audience. */
  readonly audiences: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Seconds that an assertion may live; ten minutes are advised (Microsoft identity platform, certificate credentials). */
const longestSeconds = 24 * 60 * 60;

/** Seconds that clocks may differ. Clients round the present second up, so that a strict check would refuse them. */
const clockTolerance = 5 * 60;

/** @throws EntraError when the assertion does not prove that the application, or the issuer that it trusts, signed it */
export async function checkAssertion(form: URLSearchParams, terms: AssertionTerms): Promise<void> {
  const type = form.get('client_assertion_type');
  if (type === null) {
    throw invalidRequest(
      "AADSTS900144: The request body must contain the following parameter: 'client_assertion_type'.",
    );
  }
  if (type !== assertionType) throw invalidRequest(`AADSTS90023: client_assertion_type has to be ${assertionType}.`);
  const assertion = form.get('client_assertion') ?? '';
  const { federated } = terms.application;
  if (federated !== undefined && headerOf(assertion)['x5t#S256'] === undefined) {
    return checkFederatedAssertion(assertion, federated, terms.now);
  }
  const { certificate, alg } = registeredCertificate(assertion, terms);
  const claims = await verify(assertion, { certificate, alg, now: terms.now });
  checkClaims(claims, terms);
}

/** The certificate that the header names, if it is registered and has not expired. */
function registeredCertificate(assertion: string, { application, now }: AssertionTerms) {
  const { alg, 'x5t#S256': thumbprint } = headerOf(assertion);
  if (typeof thumbprint !== 'string') {
    throw invalidClient('AADSTS5002723: Invalid JWT token. No certificate SHA-256 thumbprint in the token header.');
  }
  const { certificate } = application;
  if (certificate === undefined || thumbprint.replace(/=+$/, '') !== thumbprintOf(certificate)) {
    const message = `The certificate with identifier used to sign the client assertion is not registered: ${thumbprint}`;
    throw invalidClient(`AADSTS700027: ${message}`);
  }
  const { validFrom, validTo } = new X509Certificate(certificate);
  if (now < Date.parse(validFrom) || now > Date.parse(validTo)) {
    const message = 'The certificate with identifier used to sign the client assertion is expired on application.';
    throw invalidClient(`AADSTS700027: ${message} Valid from ${validFrom} to ${validTo}.`);
  }
  if (alg !== 'PS256' && alg !== 'RS256') {
    throw invalidClient(`AADSTS5002738: Invalid JWT token. The signing algorithm ${alg} is not supported.`);
  }
  return { certificate, alg };
}

function headerOf(assertion: string): { readonly alg?: unknown; readonly 'x5t#S256'?: unknown } {
  try {
    return decodeProtectedHeader(assertion);
  } catch {
    throw invalidClient('AADSTS50027: JWT token is invalid or malformed.');
  }
}

function thumbprintOf(certificate: string): string {
  return createHash('sha256').update(new X509Certificate(certificate).raw).digest('base64url');
}

async function verify(
  assertion: string,
  { certificate, alg, now }: { certificate: string; alg: string; now: number },
): Promise<JWTPayload> {
  try {
    const options = { currentDate: new Date(now), requiredClaims: ['exp'], clockTolerance };
    return (await jwtVerify(assertion, await importX509(certificate, alg), options)).payload;
  } catch (thrown) {
    throw problemOf(thrown);
  }
}

function problemOf(thrown: unknown): EntraError {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const outOfTime =
    thrown instanceof errors.JWTExpired ||
    (thrown instanceof errors.JWTClaimValidationFailed && ['exp', 'nbf'].includes(thrown.claim));
  return outOfTime
    ? invalidClient(`AADSTS700024: Client assertion is not within its valid time range: ${reason}`)
    : invalidClient(`AADSTS700027: Client assertion failed signature validation: ${reason}`);
}

function checkClaims(
  { iss, sub, aud, exp = 0, jti }: JWTPayload,
  { application, audiences, now }: AssertionTerms,
): void {
  if (iss !== application.clientId || sub !== application.clientId) {
    throw invalidClient("AADSTS700021: Client assertion application identifier doesn't match 'client_id' parameter.");
  }
  const given = [aud ?? []].flat();
  if (!given.some((audience) => audiences.includes(audience))) {
    throw invalidClient(`AADSTS700023: Client assertion audience claim does not match: ${given.join(' ')}`);
  }
  if (exp > now / 1000 + longestSeconds) {
    throw invalidClient('AADSTS700024: Client assertion is not within its valid time range: exp is too far ahead.');
  }
  if (typeof jti !== 'string' || jti === '') throw invalidClient('AADSTS50027: JWT token is invalid: it has no jti.');
}
