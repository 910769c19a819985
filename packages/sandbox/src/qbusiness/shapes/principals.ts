import { z } from 'zod';
import { identifier, membershipType, plain, roleArn, s3, text } from './primitives.ts';

/** Members that a request may name itself; more go through a file in S3 (API reference of PutGroup). */
const inlineMembers = 1000;

export const groupName = plain(1024);

export const putGroupBody = z
  .strictObject({
    groupName,
    type: membershipType,
    groupMembers: z.strictObject({
      memberGroups: z
        .array(z.strictObject({ groupName, type: membershipType.optional() }))
        .max(inlineMembers)
        .optional(),
      memberUsers: z
        .array(z.strictObject({ userId: plain(1024), type: membershipType.optional() }))
        .max(inlineMembers)
        .optional(),
      s3PathForGroupMembers: s3.optional(),
    }),
    dataSourceId: identifier.optional(),
    roleArn: roleArn.optional(),
  })
  .refine((body) => body.groupMembers.s3PathForGroupMembers === undefined || body.roleArn !== undefined, {
    path: ['roleArn'],
    message: 'members in S3 are read in a role, and there is none',
  })
  .refine(({ type, dataSourceId }) => type === 'INDEX' || dataSourceId !== undefined, {
    path: ['dataSourceId'],
    message: 'a group of type DATASOURCE belongs to a data source',
  });

const alias = z.strictObject({ indexId: identifier.optional(), dataSourceId: identifier.optional(), userId: text });

export const createUserBody = z.strictObject({
  userId: text,
  userAliases: z.array(alias).max(100).optional(),
  clientToken: z.string().min(1).max(100).optional(),
});

export const updateUserBody = z.strictObject({
  userAliasesToUpdate: z.array(alias).optional(),
  userAliasesToDelete: z.array(alias).optional(),
});

export type PutGroup = z.infer<typeof putGroupBody>;
export type UserAlias = z.infer<typeof alias>;
