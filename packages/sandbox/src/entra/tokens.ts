import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import type { EntraApplication } from './application.ts';

/** What an access token is for and from. */
export interface TokenTerms {
  readonly issuer: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** Resource the token is for, without `/.default`. */
  readonly audience: string;
  /** Application permissions that the token carries. */
  readonly roles: readonly string[];
  /** Life in seconds. */
  readonly seconds: number;
}

/** What a service reads in a token: why it is not accepted, or what it permits. */
export type TokenReading = { readonly refusal: string } | { readonly roles: readonly string[] };

/** Makes and checks access tokens. */
export interface Tokens {
  issue(terms: TokenTerms): Promise<string>;
  read(token: string, expected: { readonly issuer: string; readonly audience: string }): Promise<TokenReading>;
}

/** Application permissions that an administrator grants as a rule, by resource. */
const usualRoles: Readonly<Record<string, readonly string[]>> = {
  'https://outlook.office365.com': ['full_access_as_app'],
  'https://graph.microsoft.com': ['Mail.Read', 'Calendars.Read', 'Contacts.Read'],
};

export function isKnownResource(resource: string): boolean {
  return Object.hasOwn(usualRoles, resource);
}

/** The application permissions that a token for this resource carries. */
export function grantedRoles({ graphRoles, ewsRoles }: EntraApplication, resource: string): readonly string[] {
  const own = resource === 'https://graph.microsoft.com' ? graphRoles : ewsRoles;
  return own ?? usualRoles[resource] ?? [];
}

/** Signs with a key of this start, so that a token of an earlier one is worth nothing. */
export function createTokens(now: () => number): Tokens {
  const key = randomBytes(32);
  const seconds = () => Math.floor(now() / 1000);
  return {
    issue: ({ issuer, tenantId, clientId, audience, roles, seconds: life }) =>
      new SignJWT({ appid: clientId, roles, tid: tenantId })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setAudience(audience)
        .setIssuer(issuer)
        .setIssuedAt(seconds())
        .setExpirationTime(seconds() + life)
        .sign(key),
    read: async (token, { issuer, audience }) => {
      try {
        const options = { issuer, audience, currentDate: new Date(now()), requiredClaims: ['exp'] };
        const { roles } = (await jwtVerify(token, key, options)).payload;
        return { roles: Array.isArray(roles) ? roles.map(String) : [] };
      } catch (thrown) {
        return { refusal: thrown instanceof Error ? thrown.message : String(thrown) };
      }
    },
  };
}
