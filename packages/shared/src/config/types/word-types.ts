import * as z from 'zod';
import { showPlain } from '../show-value.ts';
import type { ValueType } from '../value-type.ts';

const truths: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

/** Yes or no, in the words people use. */
export const flag: ValueType<boolean> = {
  name: 'yes or no',
  range: '`true` or `false`',
  allowed: '`true` or `false`',
  schema: z
    .string()
    .trim()
    .toLowerCase()
    .refine((word) => truths.has(word))
    .transform((word) => truths.get(word) === true) as unknown as z.ZodType<boolean>,
  show: showPlain,
};

/** One of a few words, in any case. */
export function oneOf<const W extends string>(...words: readonly [W, ...W[]]): ValueType<W> {
  const schema = z.string().trim().toLowerCase().pipe(z.enum(words)) as unknown as z.ZodType<W>;
  const quoted = words.map((word) => `\`${word}\``);
  const range = [quoted.slice(0, -1).join(', '), ...quoted.slice(-1)].filter((part) => part !== '').join(' or ');
  return { name: 'choice', range, allowed: range, schema, show: showPlain };
}
