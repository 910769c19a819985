import * as z from 'zod';
import { showPlain } from '../show-value.ts';
import type { ValueType } from '../value-type.ts';

/** One end of a window of time. */
export type ReceivedBound =
  /** Milliseconds since 1970. */
  | { readonly kind: 'instant'; readonly at: number }
  /** So many whole days before the day of the run, in UTC. */
  | { readonly kind: 'age'; readonly days: number };

const age = /^(\d{1,5})d$/i;
const range = 'a date such as `2024-01-31`, a time such as `2024-01-31T08:00:00Z`, or an age in days such as `365d`';

/** A date (its beginning in UTC), an instant with its offset, or an age that moves on with every day. */
export const receivedBound: ValueType<ReceivedBound> = {
  name: 'date or age',
  range,
  allowed: range,
  schema: z
    .string()
    .trim()
    .refine((text) => readBound(text) !== undefined)
    .transform(readBound) as unknown as z.ZodType<ReceivedBound>,
  show: showPlain,
};

function readBound(text: string): ReceivedBound | undefined {
  const days = age.exec(text)?.[1];
  if (days !== undefined) return { kind: 'age', days: Number(days) };
  const isDate = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).safeParse(text).success;
  return isDate ? { kind: 'instant', at: Date.parse(text) } : undefined;
}
