/** The text without characters, and references to characters, that XML 1.0 does not allow. Exchange sends them at times. */
export function withoutForbidden(text: string): string {
  // Each line of a body ends in a return that is written as a reference: those are looked past.
  const cleaned = text.replace(/&#(?!xD;)(x[0-9a-fA-F]{1,10}|\d{1,10});/g, (reference, number: string) =>
    isAllowed(Number(number.startsWith('x') ? `0${number}` : number)) ? reference : '',
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
  return cleaned.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '').toWellFormed();
}

function isAllowed(code: number): boolean {
  return (
    code === 0x9 ||
    code === 0xa ||
    code === 0xd ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}
