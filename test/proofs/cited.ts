import { within } from './titles.ts';

/** A part of a page that claims something, with the titles of the tests that it names as proof. */
export interface Claim {
  /** The heading, or the number in a list, that the proof stands under. */
  readonly of: string;
  readonly proofs: readonly string[];
}

/**
 * The claims of a page. A proof is a paragraph `Proof: "…"; "….".` below a heading or a numbered rule; line breaks in it
 * mean nothing.
 */
export function claimsOf(markdown: string): readonly Claim[] {
  const claims: { of: string; proofs: string[] }[] = [];
  for (const block of markdown.split(/\n(?=#+ |\d+\. )/)) {
    const of = /^(?:#+ (.+)|(\d+)\. )/.exec(block);
    const paragraphs = block.split(/\n\s*\n/).map((text) => text.replaceAll(/\s+/g, ' ').trim());
    const proofs = paragraphs.filter((text) => text.startsWith('Proof: '));
    claims.push({ of: of?.[1] ?? of?.[2] ?? '', proofs: proofs.flatMap(quoted) });
  }
  return claims;
}

function quoted(text: string): readonly string[] {
  return [...text.matchAll(/"([^"]+)"/g)].flatMap(([, title]) => (title === undefined ? [] : [title]));
}

/** A cited title may leave out what the test stands in, as a whole. */
export function isTitleOf(cited: string, test: string): boolean {
  return test === cited || test.endsWith(`${within}${cited}`);
}
