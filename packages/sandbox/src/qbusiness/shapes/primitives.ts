import { z } from 'zod';
import { validation } from '../errors.ts';

/**
 * Request bodies with every constraint of the Amazon Q Business service model 2023-11-27: lengths, patterns, enums,
 * unions with exactly one member, and no member that the model does not know.
 */
export const identifier = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9-]{35}$/);
/** `String` of the model. */
export const text = z.string().min(1).max(2048);
/** Without control characters and other code points of category C. */
export const plain = (maximum: number) =>
  z
    .string()
    .min(1)
    .max(maximum)
    .regex(/^\P{C}*$/u);
export const attributeName = (maximum: number) =>
  z
    .string()
    .min(1)
    .max(maximum)
    .regex(/^[a-zA-Z0-9_][a-zA-Z0-9_-]*$/);
export const roleArn = z
  .string()
  .max(1284)
  .regex(/^arn:[a-z0-9-.]{1,63}:iam::\d{12}:role\/.+$/, 'not the ARN of a role');
export const membershipType = z.enum(['INDEX', 'DATASOURCE']);
export const s3 = z.strictObject({
  bucket: z.string().regex(/^[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9]$/),
  key: z.string().min(1).max(1024),
});
/** Of operations that take none. */
export const emptyBody = z.strictObject({});

/** Members of a union of which exactly one has to be there. */
export function union<Shape extends z.ZodRawShape>(shape: Shape) {
  return z
    .strictObject(shape)
    .partial()
    .refine((value) => Object.keys(value).length === 1, 'a union must have exactly one member');
}

const epochSeconds = z.number().finite();

export const attributeValue = union({
  stringValue: z.string().max(2048),
  stringListValue: z.array(text),
  longValue: z.int(),
  dateValue: epochSeconds,
});

/** The value as its shape says. @throws ServiceError ValidationException naming every field that is wrong */
export function parseShape<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => ({ name: path.join('.'), message }));
  throw validation(`${fields.length} validation errors detected: ${fields[0]?.name}: ${fields[0]?.message}`, fields);
}
