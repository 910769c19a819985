import { type Failure, toFailure } from '../errors.ts';
import type { IndexDocument, StagedContent, StagingArea } from '../sync/ports/index.ts';
import { contentBytesPerRequest } from './limits.ts';

/** Where content goes that no request can carry. */
export interface Staging {
  readonly area: StagingArea;
  /** ARN of the role in which the service reads it. */
  readonly roleArn: string;
}

/** A document on its way, with where its content stands when the request does not carry it. */
export interface Outgoing {
  readonly id: string;
  readonly document: IndexDocument;
  readonly staged?: StagedContent;
}

/** A document whose content is carried by its request. */
export function isInline({ content }: IndexDocument): boolean {
  return content.byteLength <= contentBytesPerRequest;
}

/**
 * Stages the contents that are too large for a request. One that cannot be staged holds no other document up: whatever is
 * wrong with the bucket, messages and small attachments do not need it, so its document fails alone and is tried again.
 * @throws ConnectorError of kind `cancelled` alone
 */
export async function stageContents(
  staging: Staging | undefined,
  documents: readonly IndexDocument[],
  signal: AbortSignal,
): Promise<{ readonly outgoing: readonly Outgoing[]; readonly failures: ReadonlyMap<string, Failure> }> {
  const outgoing: Outgoing[] = [];
  const failures = new Map<string, Failure>();
  for (const document of documents) {
    const { id } = document;
    if (staging === undefined || isInline(document)) {
      outgoing.push({ id, document });
      continue;
    }
    try {
      outgoing.push({ id, document, staged: await staging.area.put(id, document.content, signal) });
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (failure.kind === 'cancelled') throw thrown;
      failures.set(id, failure.kind === 'configuration' ? { ...failure, kind: 'transient' } : failure);
    }
  }
  return { outgoing, failures };
}
