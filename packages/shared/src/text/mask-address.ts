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
  return `${firstTwo(local)}…${domain}#${digest}`;
}

/** Two characters as people see them: never half of one, nor the quotation mark around a local part. */
function firstTwo(local: string): string {
  return [...local.slice(local.startsWith('"') ? 1 : 0).slice(0, 4)].slice(0, 2).join('');
}

/** The at sign, plain or percent-encoded, once or twice. */
const at = '(?:@|%(?:25)*40)';
/** Characters that end an address in prose, code and URLs. */
const ends = String.raw`\s<>"(),;:[\]\\/?&=|`;
/** A machine by its number, and the digits that `maskAddress` puts after it. */
const literal = String.raw`\[[\w.:]{1,64}\](?:#[0-9a-f]{6})?`;
const quoted = String.raw`"(?:[^"\\\r\n]|\\.){1,128}\\?"${at}(?:${literal}|[^${ends}]+)`;
const plain = `[^${ends}'\`][^${ends}]*(?:(?<=@|40)${literal})?`;

/** Each begins where the one before ended and can be read in one way only, so that time grows with the text alone. */
const words = new RegExp(`${quoted}|${plain}`, 'gi');

/** Everything up to the last at sign that a domain follows. */
const address = new RegExp(
  String.raw`^(.+)${at}(\[[\w.:]+\]|[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}._-]*[\p{L}\p{M}\p{N}])?)`,
  'isu',
);

/** What `maskAddress` made of an address. */
const masked = /^[^@]{0,4}…@[^@#]+#[0-9a-f]{6}/u;

/** Anything in a text that reads like an e-mail address, masked. What is masked already stays as it is. */
export function maskAddresses(text: string): string {
  return text.replace(words, (word) =>
    masked.test(word)
      ? word
      : word.replace(address, (_, local: string, domain: string) => maskAddress(`${local}@${domain}`)),
  );
}
