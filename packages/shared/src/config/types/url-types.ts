import * as z from 'zod';
import { isLoopback } from '../../text/host-name.ts';
import { showLength } from '../show-value.ts';
import type { ValueType } from '../value-type.ts';

/** An https URL. */
export const httpsUrl = urlType('https, without user name and password', ({ protocol }) => protocol === 'https:');

/** An https URL, or an http one that stays on this machine. */
export const httpsOrLoopbackUrl = urlType(
  'https, http only towards this machine; without user name and password',
  ({ protocol, hostname }) => protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname)),
);

function urlType(range: string, accepts: (url: URL) => boolean): ValueType<string> {
  return {
    name: 'URL',
    range,
    allowed: `a URL: ${range}`,
    schema: z
      .string()
      .trim()
      .refine((value) => URL.canParse(value) && accepts(new URL(value)) && !hasUserInfo(new URL(value))),
    show: showUrl,
  };
}

function hasUserInfo({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}

/** Scheme, host and path. What is no web address may be anything, `user:password@host` for one. */
function showUrl(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return `no web address ${showLength(given)}`;
  const user = hasUserInfo(url) ? '(user name and password, not shown)@' : '';
  const rest = url.search + url.hash === '' ? '' : '…';
  return `"${url.protocol}//${user}${url.host}${url.pathname}${rest}"`;
}
