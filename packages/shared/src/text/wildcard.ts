/**
 * Whether a text is what a pattern says, in which `*` stands for any characters, also none. Each piece between two `*` is
 * looked for once, from left to right: the first place where it stands leaves most room for the rest. So nothing is tried
 * twice, which a regular expression made of the same pattern would do.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  const pieces = rest.filter((piece) => piece !== '');
  return (text) => {
    const end = text.length - last.length;
    if (!text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    for (const piece of pieces) {
      const at = text.indexOf(piece, from);
      if (at === -1) return false;
      from = at + piece.length;
    }
    return from <= end;
  };
}

/** Whether a text is what any of the patterns says. */
export function anyWildcard(patterns: readonly string[]): (text: string) => boolean {
  const matchers = patterns.map(wildcard);
  return (text) => matchers.some((matches) => matches(text));
}
