import { domainToASCII } from 'node:url';
import { isHostName } from '../text/host-name.ts';

export type ReadAddress =
  | { readonly ok: true; readonly address: string }
  | { readonly ok: false; readonly reason: string };

/** RFC 5321, 4.5.3.1: 64 characters before the `@` and 254 in all. */
const localCharacters = 64;
const addressCharacters = 254;
/** RFC 5322, dot-atom. */
const localPattern = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;

/**
 * Reads a plain address: no display name, no quotes, one `@`, a domain. The result is in lower case, with an
 * internationalised domain in the ASCII form (RFC 5891) under which Exchange keeps it.
 */
export function readAddress(entry: string): ReadAddress {
  const at = entry.lastIndexOf('@');
  if (at === -1) return refused('there is no @ in it');
  const local = entry.slice(0, at);
  const domain = asciiDomain(entry.slice(at + 1));
  const reason = localProblem(local) ?? domainProblem(domain);
  if (reason !== undefined) return refused(reason);
  const address = `${local}@${domain}`.toLowerCase();
  return address.length <= addressCharacters
    ? { ok: true, address }
    : refused(`it has more than ${addressCharacters} characters`);
}

function refused(reason: string): ReadAddress {
  return { ok: false, reason };
}

function localProblem(local: string): string | undefined {
  if (local === '') return 'there is nothing before the @';
  if (/[\s"<>]/.test(local)) return 'only the address itself may be given, without name, quotes and blanks';
  if (local.includes('@')) return 'there is more than one @ in it';
  if (/[^\p{ASCII}]/u.test(local))
    return 'Exchange has no mailbox addresses with characters outside ASCII before the @';
  if (local.length > localCharacters) return `there are more than ${localCharacters} characters before the @`;
  return localPattern.test(local) ? undefined : 'what stands before the @ is not allowed in an address';
}

function domainProblem(domain: string): string | undefined {
  return isHostName(domain) && domain.includes('.') ? undefined : 'what follows the @ is no domain name';
}

/**
 * The domain as DNS knows it; empty when it has no such form. Only letters are converted: domainToASCII reads its text
 * like the host of a URL.
 */
export function asciiDomain(domain: string): string {
  if (/^\p{ASCII}*$/u.test(domain)) return domain;
  return /^[a-z0-9.\-\P{ASCII}]+$/iu.test(domain) ? domainToASCII(domain) : '';
}
