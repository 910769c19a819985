import { randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';

/** What an access token is for and from. */
export interface TokenTerms {
  readonly issuer: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** Resource the token is for, without `/.default`. */
  readonly audience: string;
  /** Life in seconds. */
  readonly seconds: number;
}

/** Makes and checks access tokens. */
export interface Tokens {
  issue(terms: TokenTerms): Promise<string>;
  /** Why a token is not accepted, or undefined. */
  refuse(token: string, expected: { readonly issuer: string; readonly audience: string }): Promise<string | undefined>;
}

/** Application permissions that the tenant's administrator granted, by resource. */
const grantedRoles: Readonly<Record<string, readonly string[]>> = {
  'https://outlook.office365.com': ['full_access_as_app'],
  'https://graph.microsoft.com': ['Mail.Read'],
};

/** The permission that Exchange Web Services ask for. */
const ewsRole = 'full_access_as_app';

export function isKnownResource(resource: string): boolean {
  return Object.hasOwn(grantedRoles, resource);
}

/** Signs with a key of this start, so that a token of an earlier one is worth nothing. */
export function createTokens(now: () => number): Tokens {
  const key = randomBytes(32);
  const seconds = () => Math.floor(now() / 1000);
  return {
    issue: ({ issuer, tenantId, clientId, audience, seconds: life }) =>
      new SignJWT({ appid: clientId, roles: grantedRoles[audience] ?? [], tid: tenantId })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .setAudience(audience)
        .setIssuer(issuer)
        .setIssuedAt(seconds())
        .setExpirationTime(seconds() + life)
        .sign(key),
    refuse: async (token, { issuer, audience }) => {
      try {
        const options = { issuer, audience, currentDate: new Date(now()), requiredClaims: ['exp'] };
        const { roles } = (await jwtVerify(token, key, options)).payload;
        return Array.isArray(roles) && roles.includes(ewsRole) ? undefined : `the token lacks the role ${ewsRole}`;
      } catch (thrown) {
        return thrown instanceof Error ? thrown.message : String(thrown);
      }
    },
  };
}
