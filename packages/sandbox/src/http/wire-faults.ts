import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { respond } from './server.ts';

/** What can befall the connection of any call, whatever the service: members of each stand-in's union of faults. */
export const wireFaults = [
  /** Ends the connection: before the call is done, as without `when`, or after it in place of the answer. */
  z.strictObject({ kind: z.literal('reset'), when: z.exactOptional(z.enum(['before', 'after'])) }),
  /** Never answers. */
  z.strictObject({ kind: z.literal('hang') }),
  /** Does the call later. */
  z.strictObject({ kind: z.literal('delay'), ms: z.int().min(0) }),
  /** Does the call, and ends the body of the answer in the middle, cleanly. */
  z.strictObject({ kind: z.literal('truncate') }),
] as const;

export type WireFault = Readonly<z.infer<(typeof wireFaults)[number]>>;

const kinds: ReadonlySet<string> = new Set<WireFault['kind']>(['reset', 'hang', 'delay', 'truncate']);

/** The fault if it is one of the connection. */
export function asWireFault<Effect extends { readonly kind: string }>(
  effect: Effect | undefined,
): Extract<Effect, WireFault> | undefined {
  return effect !== undefined && kinds.has(effect.kind) ? (effect as Extract<Effect, WireFault>) : undefined;
}

/** An answer before it goes over the wire. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** A request with what its answer is written to. */
export interface Exchanged {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** Answers a call as a fault of its connection lets it; without one, as it is. What `reply` throws is thrown. */
export async function answerOver(
  fault: WireFault | undefined,
  { request, response }: Exchanged,
  reply: () => Promise<Reply>,
): Promise<void> {
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms));
  const answer = fault?.kind === 'reset' && fault.when !== 'after' ? undefined : await reply();
  if (answer === undefined || fault?.kind === 'reset') {
    request.socket.destroy();
    return;
  }
  const { status, body, headers } = answer;
  respond(response, status, { body: fault?.kind === 'truncate' ? truncated(body) : body, headers });
}

/** The first part of a text: for JSON and XML alike, nothing that can be read. */
export function truncated(text: string): string {
  return text.slice(0, Math.floor(text.length * 0.6));
}
