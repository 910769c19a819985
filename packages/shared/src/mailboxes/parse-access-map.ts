import { type InvalidEntry, maskEntry } from './parse-mailbox-list.ts';
import { readAddress } from './read-address.ts';

/**
 * Somebody who may see a mailbox: a user by canonical address, or a group by its name, kept as it was given. Amazon Q Business
 * knows who is in a `group`; of an `entra-group` it is told.
 */
export type AccessPrincipal =
  | { readonly kind: 'user'; readonly id: string }
  | { readonly kind: 'group'; readonly name: string }
  | { readonly kind: 'entra-group'; readonly name: string };

/** Who may see the documents of one mailbox. */
export interface MailboxAccess {
  /** Canonical primary SMTP address. */
  readonly mailbox: string;
  /** Each once, in one order, however they were written: in another order the documents would be others. */
  readonly allow: readonly [AccessPrincipal, ...AccessPrincipal[]];
}

/** An access map with what is wrong with it. */
export interface AccessMap {
  readonly entries: readonly MailboxAccess[];
  readonly invalid: readonly InvalidEntry[];
}

/** What a group of Entra ID can be called. Microsoft: group resource type, displayName has 256 characters at the most. */
const entraGroupName = /^\P{C}{1,256}$/u;

/** An entry before it is understood. */
interface RawEntry {
  readonly mailbox: string;
  /** Undefined: what stands there is no list of texts. */
  readonly principals: readonly string[] | undefined;
}

/** Characters of a group's name. Amazon Q Business service model 2023-11-27: 1 to 1024, no control characters. */
const groupName = /^\P{C}{1,1024}$/u;

/**
 * Reads `mailbox=user:address,group:name,entra-group:name;…`, or a JSON object of mailboxes with lists of such principals, which allows
 * names with commas. Each mailbox once, with at least one principal.
 */
export function parseAccessMap(text: string): AccessMap {
  const raw = text.trim().startsWith('{') ? fromJson(text) : fromPairs(text);
  if (raw === undefined) return { entries: [], invalid: [unreadable(text)] };
  const entries = new Map<string, MailboxAccess>();
  const invalid: InvalidEntry[] = [];
  for (const [index, entry] of raw.entries()) {
    const read = readEntry(entry);
    const reason = typeof read === 'string' ? read : repeated(entries, read);
    if (reason !== undefined) invalid.push({ position: index + 1, masked: maskEntry(entry.mailbox), reason });
    else if (typeof read !== 'string') entries.set(read.mailbox, read);
  }
  return { entries: [...entries.values()], invalid };
}

function fromPairs(text: string): readonly RawEntry[] {
  return split(text, /[;\n]/).map((entry) => {
    // There may be a `=` before the @ of an address.
    const equals = entry.indexOf('=', Math.max(0, entry.indexOf('@')));
    if (equals === -1) return { mailbox: entry, principals: [] };
    return { mailbox: entry.slice(0, equals).trim(), principals: split(entry.slice(equals + 1), ',') };
  });
}

/** Undefined: it is no JSON object. */
function fromJson(text: string): readonly RawEntry[] | undefined {
  try {
    const map: unknown = JSON.parse(text);
    return Object.entries(map as object).map(([mailbox, list]) => ({ mailbox, principals: textsOf(list) }));
  } catch {
    return undefined;
  }
}

function textsOf(list: unknown): readonly string[] | undefined {
  return Array.isArray(list) && list.every((each) => typeof each === 'string') ? list : undefined;
}

/** Says nothing of where: the parser's own message quotes the text. */
function unreadable(text: string): InvalidEntry {
  return { position: 1, masked: maskEntry(text), reason: 'this is no JSON object' };
}

function split(text: string, by: RegExp | string): readonly string[] {
  return text
    .split(by)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The entry, or what is wrong with it. */
function readEntry({ mailbox, principals }: RawEntry): MailboxAccess | string {
  const address = readAddress(mailbox.trim());
  if (!address.ok) return `the mailbox is no address: ${address.reason}`;
  if (principals === undefined) return 'the value is no list of texts';
  const allow = new Map<string, AccessPrincipal>();
  for (const [index, text] of principals.entries()) {
    const read = readPrincipal(text.trim());
    if (typeof read === 'string') return `principal ${index + 1}, ${maskEntry(text)}: ${read}`;
    allow.set(keyOf(read), read);
  }
  const [first, ...others] = [...allow].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, principal]) => principal);
  return first === undefined
    ? 'nobody may see it; name a principal, or leave the mailbox out with MAILBOX_EXCLUDE'
    : { mailbox: address.address, allow: [first, ...others] };
}

function keyOf(principal: AccessPrincipal): string {
  return principal.kind === 'user' ? `user:${principal.id}` : `${principal.kind}:${principal.name}`;
}

/** The principal, or what is wrong with it. */
function readPrincipal(text: string): AccessPrincipal | string {
  const colon = text.indexOf(':');
  const kind = text.slice(0, Math.max(0, colon)).trim().toLowerCase();
  const value = text.slice(colon + 1).trim();
  if (kind === 'group') {
    return groupName.test(value) ? { kind, name: value } : 'a group has a name of 1 to 1024 printable characters';
  }
  if (kind === 'entra-group') {
    return entraGroupName.test(value) ? { kind, name: value } : 'a group of Entra ID has 1 to 256 printable characters';
  }
  if (kind !== 'user') return 'a principal begins with `user:`, `group:` or `entra-group:`';
  const address = readAddress(value);
  return address.ok ? { kind, id: address.address } : `the user is no address: ${address.reason}`;
}

function repeated(entries: ReadonlyMap<string, MailboxAccess>, { mailbox }: MailboxAccess): string | undefined {
  return entries.has(mailbox) ? 'the mailbox stands in the map twice' : undefined;
}
