import { createHash } from 'node:crypto';

/**
 * An e-mail address for logs: enough to find the mailbox for somebody who knows the list, not enough to read who it is.
 * The digits tell two addresses with the same beginning apart.
 */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const local = at === -1 ? address : address.slice(0, at);
  const domain = at === -1 ? '' : address.slice(at);
  const digest = createHash('sha256').update(address.toLowerCase()).digest('hex').slice(0, 6);
  return `${local.slice(0, 2)}…${domain}#${digest}`;
}

/** Anything in a text that reads like an e-mail address, masked. */
export function maskAddresses(text: string): string {
  return text.replace(/[^\s<>"'(),;:[\]\\@]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?/g, maskAddress);
}
