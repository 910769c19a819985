import { z } from 'zod';
import { attributeName } from './primitives.ts';

/** Units of an enterprise index (user guide, tiers). */
const mostUnits = 50;

const fieldConfiguration = z.strictObject({
  name: attributeName(30),
  type: z.enum(['STRING', 'STRING_LIST', 'NUMBER', 'DATE']),
  search: z.enum(['ENABLED', 'DISABLED']).optional(),
});

export const updateIndexBody = z.strictObject({
  displayName: z
    .string()
    .min(1)
    .max(1000)
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]*$/)
    .optional(),
  description: z.string().max(1000).optional(),
  capacityConfiguration: z.strictObject({ units: z.int().min(1).max(mostUnits) }).optional(),
  documentAttributeConfigurations: z.array(fieldConfiguration).min(1).max(500).optional(),
});
