import type * as z from 'zod';

/**
 * The values that a setting takes. What parses them and what describes them are made together, from the same bounds and
 * words, so that the reference page and the parser cannot differ.
 */
export interface ValueType<T> {
  /** What it is, in a word or two. */
  readonly name: string;
  /** What a number counts; absent: it counts nothing, or is no number. */
  readonly unit?: string;
  /** Which values of this type are allowed. */
  readonly range: string;
  /** Type, unit and range in one phrase, for errors. */
  readonly allowed: string;
  /** Reads the text that was given. */
  readonly schema: z.ZodType<T>;
  /** What an error may show of a text that is not allowed. It may be a secret gone astray. */
  readonly show: (given: string) => string;
  /** What may be told of a secret of this type without showing it. */
  readonly hint?: (given: string) => string;
  /** What was put right in a text that was accepted. */
  readonly putRight?: (given: string) => string | undefined;
}
