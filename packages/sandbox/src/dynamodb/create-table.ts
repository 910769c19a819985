import { z } from 'zod';
import type { Answer } from './answer.ts';
import { type Ask, parseRequest, type TableDescription } from './database.ts';

/** Service model: at most 50 tags, keys of 1 to 128 and values of at most 256 characters. */
const tagged = z.looseObject({
  Tags: z
    .array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256) }))
    .max(50)
    .optional(),
});

/** Creates a table with its tags, which dynalite knows for tables that exist alone. */
export async function createTable(ask: Ask, body: unknown): Promise<Answer> {
  const { Tags = [], ...request } = parseRequest(tagged, body);
  const answer = await ask('CreateTable', request);
  if (answer.status === 200 && Tags.length > 0) {
    const { TableArn } = answer.body['TableDescription'] as TableDescription;
    await ask('TagResource', { ResourceArn: TableArn, Tags });
  }
  return answer;
}
