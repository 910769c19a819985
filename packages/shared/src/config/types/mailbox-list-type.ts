import { z } from 'zod';
import { type InvalidEntry, parseMailboxList } from '../../mailboxes/parse-mailbox-list.ts';
import type { ValueType } from '../value-type.ts';

/** So many entries are reported one by one; more of them have one cause. */
const reported = 20;

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

/** The entries that are wrong, each with its place and the reason, and nobody else's address. */
function showList(invalid: readonly InvalidEntry[]): string {
  if (invalid.length === 0) return 'a list without an address';
  const count =
    invalid.length === 1 ? 'an entry that is no address' : `${invalid.length} entries that are no addresses`;
  const shown = invalid
    .slice(0, reported)
    .map(({ position, masked, reason }) => `number ${position}, ${masked}: ${reason}`);
  const more = invalid.length > reported ? [`and ${invalid.length - reported} more`] : [];
  return `a list with ${count} (${[...shown, ...more].join('; ')})`;
}
