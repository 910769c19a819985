import { z } from 'zod';
import { validation } from './errors.ts';

/**
 * Request bodies with every constraint of the Amazon Q Business service model 2023-11-27: lengths, patterns, enums,
 * unions with exactly one member, and no member that the model does not know.
 */
const identifier = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9-]{35}$/);
const plain = (maximum: number) =>
  z
    .string()
    .min(1)
    .max(maximum)
    .regex(/^\P{C}*$/u);
const epochSeconds = z.number().finite();

/** Members of a union of which exactly one has to be there. */
function union<Shape extends z.ZodRawShape>(shape: Shape) {
  return z
    .strictObject(shape)
    .partial()
    .refine((value) => Object.keys(value).length === 1, 'a union must have exactly one member');
}

const attributeValue = union({
  stringValue: z.string().max(2048),
  stringListValue: z.array(z.string().min(1).max(2048)),
  longValue: z.number().int(),
  dateValue: epochSeconds,
});

const attribute = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[a-zA-Z0-9_][a-zA-Z0-9_-]*$/),
  value: attributeValue,
});

const principalRest = {
  access: z.enum(['ALLOW', 'DENY']),
  membershipType: z.enum(['INDEX', 'DATASOURCE']).optional(),
};
const principal = union({
  user: z.strictObject({ id: plain(1024), ...principalRest }),
  group: z.strictObject({ name: plain(1024), ...principalRest }),
});
const relation = z.enum(['AND', 'OR']).optional();

/** What an empty list means is not documented; a mail connector must never find out, so it is refused here. */
const accessConfiguration = z.strictObject({
  accessControls: z.array(z.strictObject({ principals: z.array(principal).min(1), memberRelation: relation })).min(1),
  memberRelation: relation,
});

const content = union({
  blob: z.base64(),
  s3: z.strictObject({
    bucket: z.string().regex(/^[a-z0-9][.\-a-z0-9]{1,61}[a-z0-9]$/),
    key: z.string().min(1).max(1024),
  }),
});

const document = z.strictObject({
  id: plain(1825),
  title: z.string().min(1).max(1024).optional(),
  contentType: z
    .enum(['PDF', 'HTML', 'MS_WORD', 'PLAIN_TEXT', 'PPT', 'RTF', 'XML', 'XSLT', 'MS_EXCEL', 'CSV', 'JSON', 'MD'])
    .optional(),
  content: content.optional(),
  attributes: z.array(attribute).min(1).max(500).optional(),
  accessConfiguration: accessConfiguration.optional(),
  documentEnrichmentConfiguration: z.unknown().optional(),
  mediaExtractionConfiguration: z.unknown().optional(),
});

export const putBody = z.strictObject({
  documents: z.array(document).min(1).max(10),
  roleArn: z.string().max(1284).optional(),
  dataSourceSyncId: identifier.optional(),
});

export const deleteBody = z.strictObject({
  documents: z.array(z.strictObject({ documentId: plain(1825) })),
  dataSourceSyncId: identifier.optional(),
});

export const updateIndexBody = z.strictObject({
  displayName: z.string().optional(),
  description: z.string().max(1000).optional(),
  capacityConfiguration: z.strictObject({ units: z.number().int().min(1) }).optional(),
  documentAttributeConfigurations: z
    .array(
      z.strictObject({
        name: z
          .string()
          .min(1)
          .max(30)
          .regex(/^[a-zA-Z0-9_][a-zA-Z0-9_-]*$/),
        type: z.enum(['STRING', 'STRING_LIST', 'NUMBER', 'DATE']),
        search: z.enum(['ENABLED', 'DISABLED']).optional(),
      }),
    )
    .min(1)
    .max(500)
    .optional(),
});

export type PutDocument = z.infer<typeof document>;
export type AttributeValue = z.infer<typeof attributeValue>;
export type AccessConfiguration = z.infer<typeof accessConfiguration>;
export type AccessPrincipal = z.infer<typeof principal>;

/** The body as its shape says. @throws ServiceError ValidationException naming every field that is wrong */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path, message }) => ({ name: path.join('.'), message }));
  throw validation(`${fields.length} validation errors detected: ${fields[0]?.name}: ${fields[0]?.message}`, fields);
}
