import { type DateTime, Importance, Sensitivity } from 'ews-javascript-api';
import type { MailMessage, MailParty } from '../sync/ports/index.ts';
import { given, givenText } from './given.ts';

/** The object without members that are undefined, in the order in which they stand. */
export function compact<T extends object>(members: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as unknown as T;
}

interface Collection<T> {
  GetEnumerator(): T[];
}

interface Address {
  readonly Name: string;
  readonly Address: string;
}

export function parties(read: () => Collection<Address>): readonly MailParty[] {
  return (given(() => read().GetEnumerator()) ?? []).flatMap((address) => toParty(address) ?? []);
}

export function toParty(source: Address | null | undefined): MailParty | undefined {
  const name = givenText(() => source?.Name);
  const address = givenText(() => source?.Address);
  if (name === undefined && address === undefined) return undefined;
  return { ...(name === undefined ? {} : { name }), ...(address === undefined ? {} : { address }) };
}

/** The library has dates of its own; one that is impossible, or the zero it has for a missing one, is absent. */
export function dateOf(read: () => DateTime | undefined): Date | undefined {
  const ms = given(() => read()?.TotalMilliSeconds);
  if (ms === undefined || !Number.isFinite(ms)) return undefined;
  const date = new Date(ms);
  return date.getUTCFullYear() > 1 ? date : undefined;
}

interface Marked {
  readonly Importance: Importance;
  readonly Sensitivity: Sensitivity;
}

export function importanceOf(item: Marked): MailMessage['importance'] {
  return lower(
    given(() => Importance[item.Importance]),
    ['low', 'normal', 'high'] as const,
  );
}

export function sensitivityOf(item: Marked): MailMessage['sensitivity'] {
  return lower(
    given(() => Sensitivity[item.Sensitivity]),
    ['normal', 'personal', 'private', 'confidential'] as const,
  );
}

function lower<W extends string>(word: string | undefined, allowed: readonly W[]): W | undefined {
  return allowed.find((candidate) => candidate === word?.toLowerCase());
}
