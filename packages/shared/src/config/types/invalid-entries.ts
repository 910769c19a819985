import type { InvalidEntry } from '../../mailboxes/parse-mailbox-list.ts';

/** So many entries are reported one by one; more of them have one cause. */
const reported = 20;

/** What entries that are wrong are called, one and several. */
export interface Nouns {
  readonly one: string;
  readonly several: string;
}

/** A list by the entries that are wrong in it, each with its place and the reason. Shows nothing of the others. */
export function describeInvalid(invalid: readonly InvalidEntry[], { one, several }: Nouns): string {
  const count = invalid.length === 1 ? one : `${invalid.length} ${several}`;
  const shown = invalid
    .slice(0, reported)
    .map(({ position, masked, reason }) => `number ${position}, ${masked}: ${reason}`);
  const more = invalid.length > reported ? [`and ${invalid.length - reported} more`] : [];
  return `a list with ${count} (${[...shown, ...more].join('; ')})`;
}
