import { z } from 'zod';
import { validation } from './errors.ts';

/** Request bodies of the service model of AWS Systems Manager, without the members that nobody sends. */
const name = z.string().min(1).max(2048);
const parameterType = z.enum(['String', 'StringList', 'SecureString']);
const tag = z.strictObject({
  Key: z
    .string()
    .min(1)
    .max(128)
    .regex(/^(?!aws:)/i, 'a key must not begin with aws:'),
  Value: z.string().min(1).max(256),
});

export const putBody = z.strictObject({
  /** User guide: 1011 characters with the path. */
  Name: name.max(1011),
  Value: z.string().min(1),
  Type: parameterType.optional(),
  Overwrite: z.boolean().optional(),
  Description: z.string().max(1024).optional(),
  KeyId: z.string().min(1).max(256).optional(),
  Tier: z.enum(['Standard', 'Advanced', 'Intelligent-Tiering']).optional(),
  Tags: z.array(tag).max(50).optional(),
});
export const getBody = z.strictObject({ Name: name, WithDecryption: z.boolean().optional() });
export const deleteBody = z.strictObject({ Name: name });
export const getManyBody = z.strictObject({
  Names: z.array(name).min(1).max(10),
  WithDecryption: z.boolean().optional(),
});
export const byPathBody = z.strictObject({
  Path: name,
  Recursive: z.boolean().optional(),
  WithDecryption: z.boolean().optional(),
  MaxResults: z.int().min(1).max(10).optional(),
  NextToken: z.string().optional(),
});

export type ParameterType = z.infer<typeof parameterType>;

/** The body as its shape says. @throws SsmError ValidationException */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw validation(z.prettifyError(parsed.error));
  return parsed.data;
}
