import { z } from 'zod';
import { wireFaults } from '../http/index.ts';

/** What a fault does to a call, or to one document of it. */
export const qbusinessFault = z.discriminatedUnion('kind', [
  /** Answers with an error instead of doing the call. */
  z.strictObject({
    kind: z.literal('error'),
    status: z.int().min(400).max(599),
    type: z.string().min(1),
    retryAfterSeconds: z.exactOptional(z.int().min(0)),
  }),
  ...wireFaults,
  /** Refuses single documents; matches operation `Document` and the document's id. */
  z.strictObject({
    kind: z.literal('reject'),
    errorCode: z.enum(['InternalError', 'InvalidRequest', 'ResourceInactive', 'ResourceNotFound']),
  }),
  /** Accepts single documents that then cannot be indexed; matches as `reject` does. */
  z.strictObject({
    kind: z.literal('fail-later'),
    status: z.enum(['FAILED', 'DOCUMENT_FAILED_TO_INDEX']),
    message: z.string().min(1).max(2048),
  }),
  /** Stops the running job behind the caller's back, then does the call. */
  z.strictObject({ kind: z.literal('stop-job') }),
  /** Lets the running job fail or be aborted behind the caller's back, then does the call. */
  z.strictObject({ kind: z.literal('break-job'), status: z.enum(['FAILED', 'ABORTED']) }),
]);

export type QBusinessFault = Readonly<z.infer<typeof qbusinessFault>>;
