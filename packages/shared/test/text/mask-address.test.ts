import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskAddress, maskAddresses } from '../../src/index.ts';

const digits = '#[0-9a-f]{6}';

/** Parts of addresses, as people and systems make them. */
const word = fc.stringMatching(/^[a-z0-9]{3,12}$/);
const atom = fc.oneof(
  word,
  fc.stringMatching(/^[a-zäöüéñ用户名日本]{3,8}$/),
  fc.stringMatching(/^[a-z]{2,5}['!#$*^_{}~-][a-z]{2,5}$/),
);
const dotted = fc.array(atom, { minLength: 1, maxLength: 3 }).map((atoms) => atoms.join('.'));
const tagged = fc.tuple(dotted, word).map(([name, tag]) => `${name}+${tag}`);
const quoted = fc.stringMatching(/^[a-z]{2,6}[ @,;:<>()]{1,2}[a-z]{2,6}$/).map((name) => `"${name}"`);
const label = fc.oneof(word, fc.stringMatching(/^[a-zäöüß例子]{2,8}$/), fc.constant('xn--bcher-kva'));
const domain = fc.oneof(
  fc.array(label, { minLength: 2, maxLength: 4 }).map((labels) => labels.join('.')),
  fc.constantFrom('[192.168.10.20]', '[IPv6:2001:db8::1]'),
);
const address = fc.tuple(fc.oneof(dotted, tagged, quoted), domain).map(([local, host]) => `${local}@${host}`);

/** Places in which addresses stand; each says how it writes them. */
const place = fc.constantFrom<(address: string) => string>(
  (text) => text,
  (text) => `<${text}>`,
  (text) => `the mailbox '${text}' was refused`,
  (text) => `To: Ann <${text}>, Ben <ben@contoso.com>;`,
  (text) => `{"mailbox":"x","owner":${text}}`,
  (text) => `mailto:${text}?subject=x`,
  (text) => `https://outlook.office365.com/owa/${text}/inbox?user=${text}&v=1`,
  (text) => `smtp=${text}|${text}`,
);

describe('maskAddress', () => {
  it('shortens an address and keeps two with the same beginning apart', () => {
    expect(maskAddress('alice@contoso.com')).toMatch(new RegExp(`^al…@contoso\\.com${digits}$`));
    expect(maskAddress('alice@contoso.com')).not.toBe(maskAddress('alina@contoso.com'));
    expect(maskAddress('Alice@contoso.com').slice(-6)).toBe(maskAddress('alice@contoso.com').slice(-6));
  });

  it('never shows half a character', () => {
    expect(maskAddress('a😀b@contoso.com')).toMatch(/^a😀…@/u);
  });
});

describe('maskAddresses', () => {
  it('lets no address of any shape survive, wherever it stands', () => {
    fc.assert(
      fc.property(address, place, (text, write) => {
        expect(maskAddresses(write(text))).not.toContain(text);
      }),
    );
  });

  it('lets no percent-encoded address survive', () => {
    fc.assert(
      fc.property(fc.oneof(dotted, tagged), word, fc.constantFrom('%40', '%2540'), (local, host, at) => {
        const text = `${local}${at}${host}.com`;
        expect(maskAddresses(`https://example.com/${text}/x?u=${text}`)).not.toContain(text);
      }),
    );
  });

  it.each([
    ['alice@contoso.com'],
    ['<alice@contoso.com>'],
    ["'alice@contoso.com'"],
    ['"alice@contoso.com"'],
    ['mailto:alice@contoso.com'],
    ['alice%40contoso.com'],
    ['user=alice@contoso.com&x'],
    ['(alice@contoso.com).'],
  ])('gives the address in %s its own digits, so that it can be found', (text) => {
    expect(maskAddresses(text)).toContain(maskAddress('alice@contoso.com'));
  });

  it('leaves what it masked as it is', () => {
    fc.assert(
      fc.property(address, place, (text, write) => {
        const once = maskAddresses(write(text));
        expect(maskAddresses(once)).toBe(once);
      }),
    );
  });

  it('leaves other text alone', () => {
    const text = 'HTTP 404 @ https://example.com/a?b=c%20d: @decorator "quoted text" 100% of 5 (a@) @';
    expect(maskAddresses(text)).toBe(text);
  });

  // A pattern that looks at the rest of the text again from each character needs hours for these, and not seconds.
  it.each(['a', 'a.', '@', 'a@', '"', '"a', '\\"', '%', '%25', '%40', '@[', '-', "'", '…@'])(
    'reads two million characters of %j in one go',
    (part) => {
      const text = part.repeat(2_000_000 / part.length);
      expect(maskAddresses(text).length).toBeGreaterThan(0);
      expect(maskAddresses(`${text} alice@contoso.com`)).not.toContain('alice@contoso.com');
    },
  );
});
