import * as z from 'zod';
import { type InvalidEntry, parseMailboxList } from '../../mailboxes/parse-mailbox-list.ts';
import type { ValueType } from '../value-type.ts';
import { describeInvalid } from './invalid-entries.ts';

/** A list of mailboxes; at least one, all of them addresses. */
export const mailboxList: ValueType<readonly string[]> = {
  name: 'list of addresses',
  range: 'primary SMTP addresses, separated by commas',
  allowed: 'primary SMTP addresses, separated by commas',
  schema: z
    .string()
    .refine((value) => {
      const { addresses, invalid } = parseMailboxList(value);
      return addresses.length > 0 && invalid.length === 0;
    })
    .transform((value) => parseMailboxList(value).addresses) as unknown as z.ZodType<readonly string[]>,
  show: (given) => showList(parseMailboxList(given).invalid),
};

function showList(invalid: readonly InvalidEntry[]): string {
  if (invalid.length === 0) return 'a list without an address';
  return describeInvalid(invalid, { one: 'an entry that is no address', several: 'entries that are no addresses' });
}
