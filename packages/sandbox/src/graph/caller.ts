import type { Socket } from 'node:net';
import { accessDenied, GraphError } from './errors.ts';
import type { ReadToken } from './options.ts';

/** Who asks, over which connection. */
export interface Caller {
  /** Application permissions in the token. */
  readonly roles: readonly string[];
  readonly socket: Socket;
}

/** The application permissions in the token of an `Authorization` header. @throws GraphError 401 */
export async function rolesOf(authorization: string | undefined, readToken: ReadToken): Promise<readonly string[]> {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) throw unauthorized('Access token is empty.');
  const reading = await readToken(token);
  if ('refusal' in reading) throw unauthorized(`Access token validation failure: ${reading.refusal}.`);
  return reading.roles;
}

function unauthorized(message: string): GraphError {
  return new GraphError(401, 'InvalidAuthenticationToken', message, {
    'www-authenticate':
      'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize"',
  });
}

const readers = ['Mail.Read', 'Mail.ReadWrite'];
/** What a path gives access to. */
export type Area = 'mail' | 'calendars' | 'contacts';

const otherReaders: Readonly<Record<Exclude<Area, 'mail'>, readonly string[]>> = {
  calendars: ['Calendars.Read', 'Calendars.ReadWrite'],
  contacts: ['Contacts.Read', 'Contacts.ReadWrite'],
};

/** Whether the caller may read the content of an area. @throws GraphError 403 when nothing of it may be read */
export function mayRead(area: Area, caller: Caller): boolean {
  if (area === 'mail') return mayReadContent(caller);
  if (caller.roles.some((role) => otherReaders[area].includes(role))) return true;
  throw accessDenied();
}

const basicReaders = ['Mail.ReadBasic', 'Mail.ReadBasic.All'];

/** Whether the caller may read the content of mail. @throws GraphError 403 when nothing of mail may be read */
function mayReadContent({ roles }: Caller): boolean {
  if (roles.some((role) => readers.includes(role))) return true;
  if (roles.some((role) => basicReaders.includes(role))) return false;
  throw accessDenied();
}
