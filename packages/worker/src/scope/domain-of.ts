import { asciiDomain } from '@connector/shared';
import type { MailParty } from '../documents/index.ts';

/**
 * The domain of an address in the form that filters have; empty for what has none. Sources give what stands in a header:
 * X.500 names, angle brackets, a dot at the end.
 */
export function domainOf(party: MailParty | undefined): string {
  const address = party?.address ?? '';
  const at = address.lastIndexOf('@');
  const domain = at === -1 ? '' : (/^[^\s>]*/.exec(address.slice(at + 1).trimStart())?.[0] ?? '');
  return asciiDomain(domain).toLowerCase().replace(/\.$/, '');
}
