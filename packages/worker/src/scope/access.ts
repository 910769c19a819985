import { type AccessList, allowOnly, ownerAccess } from '../documents/index.ts';
import type { ScopeSettings } from './scope-settings.ts';

/** Who may see a mailbox, by canonical address: exactly those whom the map names, else its owner. */
export function accessOf({ accessMap }: ScopeSettings): (address: string) => AccessList {
  const lists = new Map(accessMap.map(({ mailbox, allow }) => [mailbox, allowOnly(...allow)]));
  return (address) => lists.get(address) ?? ownerAccess(address);
}
