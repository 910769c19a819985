import { z } from 'zod';
import { attributeName, attributeValue, roleArn, s3, text } from './primitives.ts';

const condition = z.strictObject({
  key: attributeName(200),
  operator: z.enum([
    'GREATER_THAN',
    'GREATER_THAN_OR_EQUALS',
    'LESS_THAN',
    'LESS_THAN_OR_EQUALS',
    'EQUALS',
    'NOT_EQUALS',
    'CONTAINS',
    'NOT_CONTAINS',
    'EXISTS',
    'NOT_EXISTS',
    'BEGINS_WITH',
  ]),
  value: attributeValue.optional(),
});

const hook = z.strictObject({
  invocationCondition: condition.optional(),
  lambdaArn: text.optional(),
  s3BucketName: s3.shape.bucket.optional(),
  roleArn: roleArn.optional(),
});

const inline = z.strictObject({
  condition: condition.optional(),
  target: z
    .strictObject({
      key: attributeName(200),
      value: attributeValue.optional(),
      attributeValueOperator: z.enum(['DELETE']).optional(),
    })
    .optional(),
  documentContentOperator: z.enum(['DELETE']).optional(),
});

export const documentEnrichment = z.strictObject({
  preExtractionHookConfiguration: hook.optional(),
  postExtractionHookConfiguration: hook.optional(),
  inlineConfigurations: z.array(inline).min(1).max(100).optional(),
});

const status = z.enum(['ENABLED', 'DISABLED']);

export const mediaExtraction = z.strictObject({
  imageExtractionConfiguration: z.strictObject({ imageExtractionStatus: status }).optional(),
  audioExtractionConfiguration: z.strictObject({ audioExtractionStatus: status }).optional(),
  videoExtractionConfiguration: z.strictObject({ videoExtractionStatus: status }).optional(),
});
