import * as z from 'zod';
import { showLength } from '../show-value.ts';
import type { ValueType } from '../value-type.ts';

const finalLineBreak = /\r?\n$/;

/**
 * A password or the like. Blanks may belong to it, so it is not trimmed; but a line break at the end comes from the file
 * or the `echo` it was copied from.
 */
export function secretText(range: string): ValueType<string> {
  return {
    name: 'text',
    range,
    allowed: range,
    schema: z.string().transform((given) => given.replace(finalLineBreak, '')) as unknown as z.ZodType<string>,
    show: showLength,
    putRight: (given) => (finalLineBreak.test(given) ? 'ended with a line break, which was left out' : undefined),
  };
}

/** A text in PEM form with a block of this kind. Also certificates are treated as secrets: keys get pasted with them. */
export function pem(label: RegExp, range: string): ValueType<string> {
  const header = new RegExp(`-----BEGIN (?:${label.source})-----`);
  return {
    name: 'PEM',
    range,
    allowed: range,
    schema: z.string().trim().regex(header),
    show: showLength,
    hint: (given) => (pemHeader.test(given) ? 'with another PEM header' : 'without a PEM header'),
  };
}

const pemHeader = /-----BEGIN [A-Z0-9 ]+-----/;
