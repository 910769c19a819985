import { failure, ResponseError } from './soap.ts';

/** What a fault does to a call, or to one item of it. */
export type ExchangeFault =
  /** A SOAP fault; Exchange sends some with HTTP 200. */
  | {
      readonly kind: 'fault';
      readonly code: string;
      readonly backOffMs?: number;
      readonly message?: string;
      readonly status?: 200 | 500;
    }
  /** HTTP 200 with an error in every response message. */
  | { readonly kind: 'response-error'; readonly code: string; readonly backOffMs?: number }
  /** A bare HTTP answer, as from a proxy or a gateway. */
  | {
      readonly kind: 'http';
      readonly status: number;
      readonly retryAfterSeconds?: number;
      readonly diagnostics?: string;
      readonly body?: 'empty' | 'html';
    }
  | { readonly kind: 'reset' }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** The body ends in the middle, cleanly. */
  | { readonly kind: 'truncate' }
  | { readonly kind: 'delay'; readonly ms: number }
  /** ErrorBatchProcessingStopped for everything after the first so many. */
  | { readonly kind: 'batch-stopped'; readonly after: number }
  /** The first item comes as an element that clients of 2013 do not know. */
  | { readonly kind: 'unknown-element' }
  /** The last response message is missing. */
  | { readonly kind: 'fewer-responses' }
  /** Character references that XML 1.0 forbids, as Exchange sends them at times. */
  | { readonly kind: 'control-characters' }
  /**
   * An error of one item; matches operation `Item` and the item's or attachment's id. `outsideSchema` says that the code is
   * none of the published ones on purpose.
   */
  | { readonly kind: 'item-error'; readonly code: string; readonly outsideSchema?: boolean };

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
      return text.slice(0, Math.floor(text.length * 0.6));
    case 'unknown-element':
      return text.replace(/<t:Message>([\s\S]*?)<\/t:Message>/, '<t:Network>$1</t:Network>');
    case 'control-characters':
      return text.replace(/<t:Subject>/g, '<t:Subject>&#x1;&#xB;');
    default:
      return text;
  }
}
