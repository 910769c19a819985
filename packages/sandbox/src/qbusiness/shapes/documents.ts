import { z } from 'zod';
import { documentEnrichment, mediaExtraction } from './enrichment.ts';
import { attributeName, attributeValue, identifier, membershipType, plain, roleArn, s3, union } from './primitives.ts';

const principalRest = { access: z.enum(['ALLOW', 'DENY']), membershipType: membershipType.optional() };
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

const document = z.strictObject({
  id: plain(1825),
  title: z.string().min(1).max(1024).optional(),
  contentType: z
    .enum(['PDF', 'HTML', 'MS_WORD', 'PLAIN_TEXT', 'PPT', 'RTF', 'XML', 'XSLT', 'MS_EXCEL', 'CSV', 'JSON', 'MD'])
    .optional(),
  content: union({ blob: z.base64(), s3 }).optional(),
  attributes: z
    .array(z.strictObject({ name: attributeName(200), value: attributeValue }))
    .min(1)
    .max(500)
    .optional(),
  accessConfiguration: accessConfiguration.optional(),
  documentEnrichmentConfiguration: documentEnrichment.optional(),
  mediaExtractionConfiguration: mediaExtraction.optional(),
});

export const putBody = z
  .strictObject({
    documents: z.array(document).min(1).max(10),
    roleArn: roleArn.optional(),
    dataSourceSyncId: identifier.optional(),
  })
  .refine((body) => body.roleArn !== undefined || body.documents.every(({ content }) => content?.s3 === undefined), {
    path: ['roleArn'],
    message: 'content in S3 is read in a role, and there is none',
  });

export const deleteBody = z.strictObject({
  documents: z.array(z.strictObject({ documentId: plain(1825) })),
  dataSourceSyncId: identifier.optional(),
});

export type PutDocument = z.infer<typeof document>;
export type AttributeValue = z.infer<typeof attributeValue>;
export type AccessConfiguration = z.infer<typeof accessConfiguration>;
export type AccessPrincipal = z.infer<typeof principal>;
