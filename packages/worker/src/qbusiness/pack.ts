import type { IndexDocument } from '../sync/ports/index.ts';
import { contentBytesPerRequest } from './limits.ts';
import { isInline } from './stage.ts';

/**
 * Documents in requests: by count and bytes, in order, and never one document twice in a request, because what becomes
 * of the first version is not documented. Content that is larger than a request is none of its bytes: it is staged, and its document never shares a
 * request with others, which could be refused for the role that it is read in.
 */
export function packDocuments(
  documents: readonly IndexDocument[],
  perRequest: number,
): readonly (readonly IndexDocument[])[] {
  const requests: IndexDocument[][] = [];
  let bytes = 0;
  for (const document of documents) {
    const size = sizeOf(document);
    const current = requests.at(-1);
    const fits =
      current !== undefined &&
      current.length < perRequest &&
      isInline(current[0] ?? document) === isInline(document) &&
      bytes + size <= contentBytesPerRequest &&
      !current.some(({ id }) => id === document.id);
    if (fits) {
      current.push(document);
      bytes += size;
    } else {
      requests.push([document]);
      bytes = size;
    }
  }
  return requests;
}

/** Content weighs most, but a message to thousands of people has attributes that count. */
function sizeOf(document: IndexDocument): number {
  const { content, attributes } = document;
  const lists = attributes.map(({ value }) => (value.kind === 'strings' ? value.value.join('').length : 0));
  return (isInline(document) ? content.byteLength : 0) + lists.reduce((sum, length) => sum + length, 0);
}
