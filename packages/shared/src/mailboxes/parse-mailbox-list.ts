import { readAddress } from './read-address.ts';

/** A mailbox list with what is wrong with it. */
export interface MailboxList {
  /** Lower-case primary SMTP addresses, each once, in the order of the list; domains in their ASCII form. */
  readonly addresses: readonly string[];
  readonly invalid: readonly InvalidEntry[];
}

/** An entry of a list that is no address. */
export interface InvalidEntry {
  /** Its place in the list, from 1; empty entries do not count. */
  readonly position: number;
  /** As much of it as may be shown. */
  readonly masked: string;
  readonly reason: string;
}

/** Reads a list separated by commas, semicolons or line breaks: trimmed, lower-cased, each address once. */
export function parseMailboxList(text: string): MailboxList {
  const entries = text
    .split(/[,;\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const addresses = new Set<string>();
  const invalid: InvalidEntry[] = [];
  for (const [index, entry] of entries.entries()) {
    const read = readAddress(entry);
    if (read.ok) addresses.add(read.address);
    else invalid.push({ position: index + 1, masked: maskEntry(entry), reason: read.reason });
  }
  return { addresses: [...addresses], invalid };
}

/** Two characters at the most, and the length. What follows an `@` is not shown: in what is no address it may be anything. */
export function maskEntry(entry: string): string {
  const beginning = entry.slice(0, Math.min(2, Math.floor(entry.length / 2)));
  return `${JSON.stringify(`${beginning}…`)} (${entry.length} characters)`;
}
