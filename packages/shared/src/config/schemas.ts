import { z } from 'zod';
import { parseMailboxList } from '../mailboxes/parse-mailbox-list.ts';

/** Any text that is not empty. */
export const text = z.string().trim().min(1);

/** A whole number within bounds, both included. */
export function wholeNumber(minimum: number, maximum: number): z.ZodType<number> {
  return z
    .string()
    .trim()
    .regex(/^-?\d+$/)
    .transform(Number)
    .pipe(z.number().int().min(minimum).max(maximum)) as unknown as z.ZodType<number>;
}

/** A number within bounds, both included. */
export function decimal(minimum: number, maximum: number): z.ZodType<number> {
  return z
    .string()
    .trim()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number)
    .pipe(z.number().min(minimum).max(maximum)) as unknown as z.ZodType<number>;
}

const truths: Readonly<Record<string, boolean>> = { true: true, yes: true, 1: true, false: false, no: false, 0: false };

/** Yes or no, in the words people use. */
export const flag = z
  .string()
  .trim()
  .toLowerCase()
  .refine((word) => word in truths)
  .transform((word) => truths[word] === true) as unknown as z.ZodType<boolean>;

/** One of a few words, in any case. */
export function oneOf<const W extends string>(...words: readonly W[]): z.ZodType<W> {
  return z.string().trim().toLowerCase().pipe(z.enum(words)) as unknown as z.ZodType<W>;
}

/** An absolute URL of one of these schemes. */
export function url(...schemes: readonly string[]): z.ZodType<string> {
  return z
    .string()
    .trim()
    .refine((value) => URL.canParse(value) && schemes.includes(new URL(value).protocol.replace(':', '')));
}

/** Hosts that plain http may go to: nothing leaves the machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** ApplicationId, IndexId and DataSourceId of the Amazon Q Business service model 2023-11-27. */
export const qbusinessId = z
  .string()
  .trim()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9-]{35}$/);

/** A list of mailboxes; at least one, all of them addresses. */
export const mailboxList = z
  .string()
  .refine((value) => {
    const { addresses, invalid } = parseMailboxList(value);
    return addresses.length > 0 && invalid.length === 0;
  })
  .transform((value) => parseMailboxList(value).addresses) as unknown as z.ZodType<readonly string[]>;
