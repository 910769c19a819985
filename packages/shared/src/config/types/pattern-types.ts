import { asciiDomain, readAddress } from '../../mailboxes/read-address.ts';
import { foldText } from '../../text/fold-text.ts';
import { isHostName } from '../../text/host-name.ts';
import type { Entries, ReadEntry } from './list-type.ts';

/** Longer patterns are no patterns, and would make every comparison slow. */
const patternCharacters = 256;

/** Addresses, or patterns of them. */
export const addressPatterns: Entries<string> = {
  name: 'list of address patterns',
  range: 'addresses such as `ann@contoso.com`, or patterns such as `*@contoso.com` and `hr-*`',
  read: (entry) => {
    if (entry.includes('*')) return within(readAddressPattern(entry));
    const read = readAddress(entry);
    return read.ok ? { ok: true, value: read.address } : read;
  },
};

/** Mail domains, or patterns of them. */
export const domainPatterns: Entries<string> = {
  name: 'list of domain patterns',
  range:
    'domains such as `contoso.com`, which does not stand for `mail.contoso.com`, or patterns such as `*.contoso.com`',
  read: (entry) => (entry.includes('@') ? refused('only what follows the @ is given') : within(readDomain(entry))),
};

/** Any line of text. */
export const textPatterns: Entries<string> = {
  name: 'list of text patterns',
  range: 'texts in which `*` stands for anything, such as `Out of office*`; upper and lower case do not differ',
  read: (entry) => within(accepted(foldText(entry))),
};

/** Item classes, each with its sub-classes. */
export const itemClassPatterns: Entries<string> = {
  name: 'list of item classes',
  range:
    'item classes such as `IPM.Note`, which stands for `IPM.Note.SMIME` too, or patterns such as `IPM.Note.Rules*`',
  read: (entry) =>
    /^[\w.*-]+$/.test(entry)
      ? within(accepted(entry.toLowerCase()))
      : refused('an item class has letters, digits, `.`, `_`, `-` and here `*`'),
};

/** File name extensions and media types. */
export const fileTypePatterns: Entries<string> = {
  name: 'list of file types',
  range: 'name extensions such as `csv`, and media types such as `text/*` or `message/rfc822` (attached messages)',
  read: (entry) =>
    /^(?:[\w*+-]+|[\w.*+-]+\/[\w.*+-]+)$/.test(entry)
      ? within(accepted(entry.toLowerCase()))
      : refused('an extension is given without the dot, a media type with one `/`'),
};

function accepted(pattern: string): ReadEntry<string> {
  return { ok: true, value: pattern.replace(/\*+/g, '*') };
}

function refused(reason: string): ReadEntry<string> {
  return { ok: false, reason };
}

function within(read: ReadEntry<string>): ReadEntry<string> {
  if (!read.ok || read.value.length <= patternCharacters) return read;
  return refused(`a pattern has at most ${patternCharacters} characters`);
}

function readAddressPattern(entry: string): ReadEntry<string> {
  const [local = '', ...domains] = entry.split('@');
  if (domains.length > 1) return refused('there is more than one @ in it');
  if (!/^[a-z0-9!#$%&'*+/=?^_`{|}~.-]+$/i.test(local)) return refused('what stands before the @ is in no address');
  if (domains[0] === undefined) return accepted(local.toLowerCase());
  const domain = readDomain(domains[0]);
  return domain.ok ? accepted(`${local.toLowerCase()}@${domain.value}`) : domain;
}

/** Label by label, because names with `*` are no names to what converts them. */
function readDomain(entry: string): ReadEntry<string> {
  const domain = entry.split('.').map(asciiDomain).join('.').toLowerCase();
  // A letter stands in for what `*` may be.
  return isHostName(domain.replaceAll('*', 'a')) ? accepted(domain) : refused('this is no domain name');
}
