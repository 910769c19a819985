import type { MailMessage, MailParty } from '../sync/ports/index.ts';
import { child, textIn, type XmlElement } from './read-xml.ts';

/** The object without members that are undefined, in the order in which they stand. */
export function compact<T extends object>(members: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as unknown as T;
}

export function partiesIn(item: XmlElement, name: string): readonly MailParty[] {
  return (child(item, name)?.children ?? []).flatMap((mailbox) => toParty(mailbox) ?? []);
}

export function partyIn(item: XmlElement, name: string): MailParty | undefined {
  return toParty(child(child(item, name), 'Mailbox'));
}

export function toParty(mailbox: XmlElement | undefined): MailParty | undefined {
  const name = textIn(mailbox, 'Name');
  const address = textIn(mailbox, 'EmailAddress');
  if (name === undefined && address === undefined) return undefined;
  return { ...(name === undefined ? {} : { name }), ...(address === undefined ? {} : { address }) };
}

/**
 * Exchange writes instants in UTC, and at times without saying so. One that is impossible, or the zero that stands for a
 * missing one, is absent.
 */
export function dateIn(item: XmlElement, name: string): Date | undefined {
  const text = textIn(item, name);
  if (text === undefined) return undefined;
  const date = new Date(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
  return date.getUTCFullYear() > 1 ? date : undefined;
}

export function wordIn<W extends string>(
  element: XmlElement | undefined,
  name: string,
  allowed: readonly W[],
): W | undefined {
  const word = textIn(element, name)?.toLowerCase();
  return allowed.find((candidate) => candidate.toLowerCase() === word);
}

export function flagIn(item: XmlElement, name: string): boolean | undefined {
  const text = textIn(item, name);
  return text === undefined ? undefined : text === 'true' || text === '1';
}

export function importanceIn(item: XmlElement): MailMessage['importance'] {
  return wordIn(item, 'Importance', ['low', 'normal', 'high'] as const);
}

export function sensitivityIn(item: XmlElement): MailMessage['sensitivity'] {
  return wordIn(item, 'Sensitivity', ['normal', 'personal', 'private', 'confidential'] as const);
}
