import type { z } from 'zod';

/** One setting: everything that the parser and the reference page have to know of it. */
export interface Setting<T = unknown> {
  /** Name of the environment variable. */
  readonly name: string;
  /** Reads the text that was given; its error message says what is allowed. */
  readonly schema: z.ZodType<T>;
  /** The text that stands in when nothing is given; absent: there is no default. */
  readonly fallback?: string;
  /** What the default is, where it depends on other settings. */
  readonly fallbackDoc?: string;
  /** What may be given, for people. */
  readonly allowed: string;
  /** One sentence. */
  readonly doc: string;
  /** When to change it and what that costs. */
  readonly advice: string;
  /** Never shown, not even in errors. */
  readonly secret?: true;
  /** Needed before Parameter Store can be read, so it cannot stand there. */
  readonly environmentOnly?: true;
  readonly group: SettingGroup;
}

export type SettingGroup = 'Worker' | 'Exchange' | 'Amazon Q Business' | 'State and operation';

/** Name of the parameter under the prefix: the same, in lower case with `-`. */
export function parameterName(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}
