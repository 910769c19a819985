import * as z from 'zod';
import { type MailboxAccess, parseAccessMap } from '../../mailboxes/parse-access-map.ts';
import type { ValueType } from '../value-type.ts';
import { describeInvalid } from './invalid-entries.ts';

const range =
  '`mailbox=user:address,group:name,entra-group:name`, several separated by semicolons or line breaks; or a JSON object such as `{"info@contoso.com": ["user:ann@contoso.com", "group:Sales, EMEA"]}`; or `none`';

/** Mailboxes with those who may see their documents. */
export const accessMap: ValueType<readonly MailboxAccess[]> = {
  name: 'access map',
  range,
  allowed: range,
  schema: z
    .string()
    .refine((text) => parse(text).invalid.length === 0)
    .transform((text) => parse(text).entries) as unknown as z.ZodType<readonly MailboxAccess[]>,
  show: (text) =>
    describeInvalid(parse(text).invalid, { one: 'a mailbox that is wrong', several: 'mailboxes that are wrong' }),
};

function parse(text: string): ReturnType<typeof parseAccessMap> {
  return text.trim().toLowerCase() === 'none' ? { entries: [], invalid: [] } : parseAccessMap(text);
}
