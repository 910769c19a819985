import { randomUUID } from 'node:crypto';
import type { Reply } from '../http/index.ts';
import type { GraphError } from './errors.ts';

/** What an operation answers with, before faults on demand and the wire. */
export type Outcome =
  | { readonly kind: 'json'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'bytes'; readonly body: Buffer; readonly contentType: string };

export const jsonType =
  'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8';

/** @param applied the preferences that were heeded (`Preference-Applied`) */
export function replyOf(outcome: Outcome, applied: string): Reply {
  const headers = applied === '' ? commonHeaders() : { ...commonHeaders(), 'preference-applied': applied };
  if (outcome.kind === 'bytes') {
    return { status: 200, body: outcome.body, headers: { ...headers, 'content-type': outcome.contentType } };
  }
  return { status: 200, body: JSON.stringify(outcome.body), headers: { ...headers, 'content-type': jsonType } };
}

export function errorReply({ status, code, message, headers: own }: GraphError): Reply {
  const common = commonHeaders();
  const headers = { ...common, ...own, 'content-type': 'application/json' };
  return { status, body: JSON.stringify({ error: { code, message, innerError: common } }), headers };
}

function commonHeaders(): Record<string, string> {
  const id = randomUUID();
  return { 'request-id': id, 'client-request-id': id };
}
