/** A mailbox list with what is wrong with it. */
export interface MailboxList {
  /** Lower-case primary SMTP addresses, each once, in the order of the list. */
  readonly addresses: readonly string[];
  /** Entries that are no addresses, as they were given. */
  readonly invalid: readonly string[];
}

/**
 * A plain address: no display name, no quotes, one `@`, a domain. RFC 5321 allows 64 characters before the `@` and 254
 * in all.
 */
const addressPattern =
  /^[^\s@"(),:;<>[\\\]]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;
const addressCharacters = 254;

/** Reads a list separated by commas, semicolons or line breaks: trimmed, lower-cased, each address once. */
export function parseMailboxList(text: string): MailboxList {
  const entries = text
    .split(/[,;\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const addresses = new Set<string>();
  const invalid: string[] = [];
  for (const entry of entries) {
    const address = entry.toLowerCase();
    if (address.length <= addressCharacters && addressPattern.test(address)) addresses.add(address);
    else invalid.push(entry);
  }
  return { addresses: [...addresses], invalid };
}
