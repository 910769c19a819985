import type { IncomingMessage, ServerResponse } from 'node:http';
import { respond } from '../http/index.ts';

/** Proves who a caller is. */
export interface Authentication {
  /** Why a bearer token is refused, or undefined. */
  readonly refuseToken?: (token: string) => Promise<string | undefined>;
  /** Service account of an on-premises server. */
  readonly basic?: { readonly username: string; readonly password: string };
}

/** Why a caller is not let in, or undefined. */
export async function refuseCaller(
  { headers }: IncomingMessage,
  authentication: Authentication,
): Promise<string | undefined> {
  const { authorization = '' } = headers;
  if (authorization.startsWith('Bearer ') && authentication.refuseToken !== undefined) {
    return authentication.refuseToken(authorization.slice('Bearer '.length));
  }
  if (authorization.startsWith('Basic ') && authentication.basic !== undefined) {
    const { username, password } = authentication.basic;
    const expected = Buffer.from(`${username}:${password}`).toString('base64');
    return authorization === `Basic ${expected}` ? undefined : 'the user name or password is wrong';
  }
  return 'credentials are missing';
}

export function respondUnauthorized(response: ServerResponse, reason: string): void {
  respond(response, 401, {
    headers: {
      'www-authenticate': 'Bearer client_id="00000002-0000-0ff1-ce00-000000000000"',
      'x-ms-diagnostics': `2000003;reason="${reason.replace(/[^ -~]/g, '?').replaceAll('"', "'")}";error_category="invalid_token"`,
    },
  });
}
