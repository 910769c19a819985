import { anyWildcard } from '../text/wildcard.ts';

/** Whether a mailbox is wanted, by patterns of canonical addresses. What is excluded is out, whatever includes it. */
export function mailboxFilter(include: readonly string[], exclude: readonly string[]): (address: string) => boolean {
  const included = anyWildcard(include);
  const excluded = anyWildcard(exclude);
  return (address) => included(address) && !excluded(address);
}
