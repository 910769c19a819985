import * as z from 'zod';
import type { InvalidEntry } from '../../mailboxes/parse-mailbox-list.ts';
import { showPlain } from '../show-value.ts';
import type { ValueType } from '../value-type.ts';
import { describeInvalid } from './invalid-entries.ts';

/** An entry of a list, or why it is none. */
export type ReadEntry<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** What a list holds. */
export interface Entries<T> {
  readonly name: string;
  /** What an entry may be. */
  readonly range: string;
  readonly read: (entry: string) => ReadEntry<T>;
}

/** A list of what is wanted. It cannot be empty: nothing would be. */
export function includeList<T>(entries: Entries<T>): ValueType<readonly T[]> {
  return listOf(entries, false);
}

/** A list of what is not wanted; `none` leaves nothing out. */
export function excludeList<T>(entries: Entries<T>): ValueType<readonly T[]> {
  return listOf(entries, true);
}

function listOf<T>({ name, range: entryRange, read }: Entries<T>, mayBeEmpty: boolean): ValueType<readonly T[]> {
  const parse = (text: string) => parseList(text, { read, mayBeEmpty });
  const range = `${entryRange}; separated by commas or line breaks${mayBeEmpty ? ', or `none`' : ''}`;
  return {
    name,
    range,
    allowed: range,
    schema: z
      .string()
      .refine((text) => parse(text).invalid.length === 0)
      .transform((text) => parse(text).values) as unknown as z.ZodType<readonly T[]>,
    show: (text) =>
      describeInvalid(parse(text).invalid, {
        one: 'an entry that is not allowed',
        several: 'entries that are not allowed',
      }),
  };
}

interface ParsedList<T> {
  readonly values: readonly T[];
  readonly invalid: readonly InvalidEntry[];
}

function parseList<T>(
  text: string,
  { read, mayBeEmpty }: { read: Entries<T>['read']; mayBeEmpty: boolean },
): ParsedList<T> {
  const entries = text
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  if (isNone(entries)) return mayBeEmpty ? { values: [], invalid: [] } : { values: [], invalid: [nothing(entries)] };
  const values: T[] = [];
  const invalid: InvalidEntry[] = [];
  for (const [index, entry] of entries.entries()) {
    const outcome = read(entry);
    if (outcome.ok) values.push(outcome.value);
    else invalid.push({ position: index + 1, masked: showPlain(entry), reason: outcome.reason });
  }
  return { values, invalid };
}

/** Commas alone say as little as the word does. */
function isNone(entries: readonly string[]): boolean {
  return entries.every((entry) => entry.toLowerCase() === 'none');
}

function nothing([entry = '']: readonly string[]): InvalidEntry {
  const reason = 'nothing at all would be indexed; without this setting, everything is that is not excluded';
  return { position: 1, masked: showPlain(entry), reason };
}
