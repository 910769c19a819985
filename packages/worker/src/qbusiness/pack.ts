import type { IndexDocument } from '../sync/ports/index.ts';
import { contentBytesPerRequest } from './limits.ts';

/**
 * Documents in requests: by count and bytes, in order, and never one document twice in a request, because what becomes
 * of the first version is not documented. A document larger than a request goes alone.
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
function sizeOf({ content, attributes }: IndexDocument): number {
  const lists = attributes.map(({ value }) => (value.kind === 'strings' ? value.value.join('').length : 0));
  return content.byteLength + lists.reduce((sum, length) => sum + length, 0);
}
