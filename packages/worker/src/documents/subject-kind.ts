/** Prefixes of replies and of forwarded messages, in the languages of mail programs. In lower case. */
const replies = 're|aw|antw|antwort|sv|rif|r|odp|ynt|bls|res|rép|ref|vá|atb|отв|ответ|回复|答复|回覆|回信|답장';
/** `vs` replies in Finnish and forwards in Danish and Norwegian: what may be forwarded counts as such, and stays whole. */
const forwards = 'fw|fwd|wg|tr|rv|i|enc|vs|vb|vl|pd|doorst|ilt|i̇lt|fs|пер|转发|轉寄|전달';

const kinds: ReadonlyMap<string, 'reply' | 'forward'> = new Map([
  ...replies.split('|').map((prefix) => [prefix, 'reply'] as const),
  ...forwards.split('|').map((prefix) => [prefix, 'forward'] as const),
]);

/** What a subject says of its message: the outermost prefix counts, behind marks such as `[EXTERNAL]`. */
export function subjectKind(subject = ''): 'reply' | 'forward' | undefined {
  const marked = subject.slice(0, 200).replace(/^(?:\s*\[[^\]]*\])*\s*/, '');
  const prefix = /^([\p{L}\p{M}]{1,8})(?:\s?[[(]\d+[\])])?\s?[:：]/u.exec(marked)?.[1];
  return prefix === undefined ? undefined : kinds.get(prefix.toLowerCase());
}
