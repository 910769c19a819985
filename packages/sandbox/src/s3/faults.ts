import { z } from 'zod';

/** What a fault does to a call. */
export const s3Fault = z.discriminatedUnion('kind', [
  /** Answers with an error instead of doing the call. */
  z.strictObject({
    kind: z.literal('error'),
    status: z.int().min(300).max(599),
    code: z.string().min(1),
    retryAfterSeconds: z.exactOptional(z.int().min(0)),
  }),
  /** Ends the connection before or after the call is done. */
  z.strictObject({ kind: z.literal('reset'), when: z.enum(['before', 'after']) }),
  /** Never answers. */
  z.strictObject({ kind: z.literal('hang') }),
  /** Answers later. */
  z.strictObject({ kind: z.literal('delay'), ms: z.int().min(0) }),
  /** Does the call and ends the connection in the middle of the answer. */
  z.strictObject({ kind: z.literal('truncate') }),
]);

export type S3Fault = Readonly<z.infer<typeof s3Fault>>;
