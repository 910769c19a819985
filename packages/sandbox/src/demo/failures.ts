import { z } from 'zod';
import type { ExpectedMessage } from './expected.ts';

/** A message that the worker has on record as not being in the index as it should be. */
export interface ReportedFailure {
  readonly address: string;
  readonly store: string;
  /** As the source names it that the worker read it through. */
  readonly itemId: string;
  /** Cause code. */
  readonly code: string;
  /** The message itself is in the index: a part of it, or its newest state, is missing. */
  readonly indexed: boolean;
}

/** What `worker failures --json --show-addresses` prints. */
export const failureList: z.ZodType<{ readonly failures: readonly ReportedFailure[] }> = z.object({
  failures: z.array(
    z.object({
      address: z.string(),
      store: z.string(),
      itemId: z.string(),
      code: z.string(),
      indexed: z.boolean(),
    }),
  ),
});

/** Why a message is missing, or a part of it, as the records on its own copies say; undefined when none is about it. */
export function reasonsOf(message: ExpectedMessage, failures: readonly ReportedFailure[]): Reasons {
  const copies = new Set(message.copies.flatMap(({ itemId, graphId }) => [itemId, graphId]));
  const own = failures.filter(
    ({ address, store, itemId }) => address === message.owner && store === message.store && copies.has(itemId),
  );
  return { whole: own.find(({ indexed }) => !indexed)?.code, part: own[0]?.code };
}

export interface Reasons {
  /** Why nothing of it is in the index. */
  readonly whole: string | undefined;
  /** Why something of it is missing; a message that failed takes its attachments with it. */
  readonly part: string | undefined;
}
