import type { ValueType } from './value-type.ts';

/** One setting: everything that the parser and the reference page have to know of it. */
export interface Setting<T = unknown> {
  /** Name of the environment variable. */
  readonly name: string;
  /** Type, unit and range of the value. */
  readonly type: ValueType<T>;
  /** What else to know of the range. */
  readonly note?: string;
  /** The text that stands in when nothing is given; absent: there is no default. */
  readonly default?: string;
  /** What the default is, where it depends on other settings. */
  readonly defaultDoc?: string;
  /** One sentence. */
  readonly doc: string;
  /** When to change it and what that costs. */
  readonly advice: string;
  /** Never shown, not even in errors. */
  readonly secret?: true;
  /** A list that may be longer than a parameter holds: it goes on in parameters that end with `-2` to `-99`. */
  readonly continued?: true;
  /** Needed before Parameter Store can be read, so it cannot stand there. */
  readonly environmentOnly?: true;
}

/** Name of the parameter under the prefix: the same, in lower case with `-`. */
export function parameterName(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

/** Range with its note. */
export function rangeOf({ type, note }: Setting): string {
  return note === undefined ? type.range : `${type.range}; ${note}`;
}

/** What may be given, in one phrase. */
export function allowedFor({ type, note }: Setting): string {
  return note === undefined ? type.allowed : `${type.allowed}; ${note}`;
}

/** Keeps the value's type while checking an entry of the table. */
export function setting<T>(entry: Setting<T>): Setting<T> {
  return entry;
}
