import { z } from 'zod';
import { truncated, wireFaults } from '../http/index.ts';
import { failure, ResponseError } from './soap.ts';

const code = z.string().min(1);
const milliseconds = z.int().min(0);

/** What a fault does to a call, or to one item of it. */
export const exchangeFault = z.discriminatedUnion('kind', [
  ...wireFaults,
  /** A SOAP fault; Exchange sends some with HTTP 200. */
  z.strictObject({
    kind: z.literal('fault'),
    code,
    backOffMs: z.exactOptional(milliseconds),
    message: z.exactOptional(z.string()),
    status: z.exactOptional(z.literal([200, 500])),
  }),
  /** HTTP 200 with an error in every response message. */
  z.strictObject({ kind: z.literal('response-error'), code, backOffMs: z.exactOptional(milliseconds) }),
  /** A bare HTTP answer, as from a proxy or a gateway. */
  z.strictObject({
    kind: z.literal('http'),
    status: z.int().min(200).max(599),
    retryAfterSeconds: z.exactOptional(z.int().min(0)),
    diagnostics: z.exactOptional(z.string()),
    body: z.exactOptional(z.enum(['empty', 'html'])),
  }),
  /** ErrorBatchProcessingStopped for everything after the first so many. */
  z.strictObject({ kind: z.literal('batch-stopped'), after: z.int().min(0) }),
  /** The first item comes as an element that clients of 2013 do not know. */
  z.strictObject({ kind: z.literal('unknown-element') }),
  /** The last response message is missing. */
  z.strictObject({ kind: z.literal('fewer-responses') }),
  /** Character references that XML 1.0 forbids, as Exchange sends them at times. */
  z.strictObject({ kind: z.literal('control-characters') }),
  /**
   * An error of one item; matches operation `Item` and the item's or attachment's id. `outsideSchema` says that the code is
   * none of the published ones on purpose.
   */
  z.strictObject({ kind: z.literal('item-error'), code, outsideSchema: z.exactOptional(z.boolean()) }),
]);

export type ExchangeFault = Readonly<z.infer<typeof exchangeFault>>;

/** Faults whose answers break the schema on purpose. */
const breaking: ReadonlySet<ExchangeFault['kind']> = new Set([
  'truncate',
  'unknown-element',
  'control-characters',
  'fewer-responses',
]);

/** The name of a fault that makes an answer invalid on purpose; undefined when the answer has to be valid. */
export function invalidOnPurpose(effects: readonly ExchangeFault[]): string | undefined {
  return effects.find((effect) => breaking.has(effect.kind) || (effect.kind === 'item-error' && effect.outsideSchema))
    ?.kind;
}

/** Changes the response messages of an operation as a fault wants it. */
export function alterResponses(
  operation: string,
  responses: readonly string[],
  effect: ExchangeFault | undefined,
): readonly string[] {
  if (effect?.kind === 'fewer-responses') return responses.slice(0, -1);
  if (effect?.kind !== 'batch-stopped') return responses;
  const stopped = new ResponseError('ErrorBatchProcessingStopped', 'Batch processing stopped.');
  return responses.map((response, position) =>
    position < effect.after ? response : failure(operation, stopped, 'Warning'),
  );
}

/** Changes the finished text as a fault wants it. */
export function alterText(text: string, effect: ExchangeFault | undefined): string {
  switch (effect?.kind) {
    case 'truncate':
      return truncated(text);
    case 'unknown-element':
      return text.replace(/<t:Message>([\s\S]*?)<\/t:Message>/, '<t:Network>$1</t:Network>');
    case 'control-characters':
      return text.replace(/<t:Subject>/g, '<t:Subject>&#x1;&#xB;');
    default:
      return text;
  }
}
