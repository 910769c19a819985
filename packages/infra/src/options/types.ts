import { oneOf, type ValueType } from '@connector/shared';
import { z } from 'zod';

/** Entries separated by commas. */
function split(text: string): readonly string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** One of a few numbers. */
export function oneOfNumbers(numbers: readonly number[], unit?: string): ValueType<number> {
  const [first = '', ...others] = numbers.map(String);
  const { schema, ...words } = oneOf(first, ...others);
  const counted = unit === undefined ? {} : { unit };
  return { ...words, ...counted, name: 'number', schema: schema.transform(Number) as unknown as z.ZodType<number> };
}

/** Some of a few words, separated by commas. */
export function someOf<const W extends string>(...words: readonly [W, ...W[]]): ValueType<readonly W[]> {
  const range = `any of ${words.map((word) => `\`${word}\``).join(', ')}, separated by commas`;
  const schema = z
    .string()
    .transform(split)
    .pipe(z.array(z.enum(words)))
    .transform((list) => [...new Set(list)]);
  return { name: 'list', range, allowed: range, schema: schema as unknown as z.ZodType<readonly W[]>, show: quote };
}

/** AWS: "Tag naming limits and requirements". Fifty tags are the limit; the stack has some of its own. */
const tagPattern = /^(?!aws:)([\p{L}\p{N}\p{Z}_.:/+@-]{1,128})=([\p{L}\p{N}\p{Z}_.:/=+@-]{0,256})$/u;
const tagLimit = 40;

/** Tags, as `key=value` separated by commas, neither of which can be in a tag's key. */
export const tagList: ValueType<Readonly<Record<string, string>>> = {
  name: 'list of tags',
  range: `up to ${tagLimit} of the form \`key=value\`, separated by commas; no key begins with \`aws:\``,
  allowed: `up to ${tagLimit} tags of the form key=value, separated by commas; no key begins with aws:`,
  schema: z
    .string()
    .transform(split)
    .pipe(z.array(z.string().regex(tagPattern)).max(tagLimit))
    .transform((tags) => Object.fromEntries(tags.map(keyAndValue))) as unknown as z.ZodType<
    Readonly<Record<string, string>>
  >,
  show: quote,
};

function keyAndValue(tag: string): readonly [string, string] {
  const [, key = '', value = ''] = tagPattern.exec(tag) ?? [];
  return [key, value];
}

/** Options are no secrets. */
function quote(text: string): string {
  return JSON.stringify(text);
}
