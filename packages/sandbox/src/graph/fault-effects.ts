import { z } from 'zod';
import { wireFaults } from '../http/index.ts';

const count = z.int().min(0);

/** What a fault does to a request. A request is known by its mailbox, its folder, message and attachment, and its kind of token. */
export const graphFault = z.discriminatedUnion('kind', [
  ...wireFaults,
  /** An error in place of the answer: 403 `ErrorAccessDenied`, 404 `MailboxNotEnabledForRESTAPI`, 410 in any casing … */
  z.strictObject({
    kind: z.literal('error'),
    status: z.int().min(400).max(599),
    code: z.string().min(1),
    message: z.exactOptional(z.string()),
    retryAfterSeconds: z.exactOptional(count),
    location: z.exactOptional(z.string()),
  }),
  /** A bare HTTP answer, as from a gateway. */
  z.strictObject({ kind: z.literal('http'), status: z.int().min(200).max(599), body: z.exactOptional(z.string()) }),
  /**
   * HTTP 200 whose JSON ends after `"value":[`: always, for pages of more than `above` entries, or for those with the entry
   * that has the id `poison`.
   */
  z.strictObject({
    kind: z.literal('truncated-page'),
    above: z.exactOptional(count),
    poison: z.exactOptional(z.string().min(1)),
  }),
  /** Every entry of a page twice, in any order. */
  z.strictObject({ kind: z.literal('replay') }),
  /** Nothing is said of what went (folder removed and recreated), or of what came into a folder that was listed already. */
  z.strictObject({ kind: z.literal('untold'), entries: z.enum(['removed', 'arrived']) }),
  /** Of a message that was moved the removal alone is told: nothing is said of its arrival once that was told under this fault. */
  z.strictObject({ kind: z.literal('moved-untold') }),
  /** An item that left a folder and came back to it is told of as removed: alone, or after the item itself. */
  z.strictObject({ kind: z.literal('returned-as-removed'), item: z.enum(['untold', 'before']) }),
  /** A list of calendars or folders of contacts is whole, but for the one with this id. */
  z.strictObject({ kind: z.literal('left-out'), id: z.string().min(1) }),
  /** In a list of folders this extended property has another value, or without one is not given. */
  z.strictObject({ kind: z.literal('property'), id: z.string().min(1), value: z.exactOptional(z.string()) }),
  /** 503 for an expansion of more attachments than this. */
  z.strictObject({ kind: z.literal('expand-fails'), above: count }),
]);

export type GraphFault = Readonly<z.infer<typeof graphFault>>;

/** The fault if it is of this kind. */
export function faultOf<Kind extends GraphFault['kind']>(
  effect: GraphFault | undefined,
  kind: Kind,
): Extract<GraphFault, { kind: Kind }> | undefined {
  return effect?.kind === kind ? (effect as Extract<GraphFault, { kind: Kind }>) : undefined;
}
