import { Semaphore } from 'async-mutex';
import dynalite from 'dynalite';
import inject, { type DispatchFunc } from 'light-my-request';
import type { z } from 'zod';
import { type Answer, errorOf, messageOf, validation } from './answer.ts';

/** Does one operation. */
export type Ask = (operation: string, body: unknown) => Promise<Answer>;

/** The database behind the stand-in: dynalite in memory, called in this process. */
export interface Database {
  /** Does one operation beside others. */
  readonly ask: Ask;
  /** Does several operations while nobody else reads or writes. */
  alone<T>(work: (ask: Ask) => Promise<T>): Promise<T>;
}

/** Calls that go on beside each other; more than a client has in flight. The semaphore's cost grows with it. */
const everybody = 256;

/** @param tableMs how long a table takes to be created or deleted, in milliseconds */
export function openDatabase(tableMs: number): Database {
  const server = dynalite({ createTableMs: tableMs, deleteTableMs: tableMs, updateTableMs: tableMs });
  const dispatch: DispatchFunc = (request, response) => {
    server.emit('request', request, response);
  };
  const seats = new Semaphore(everybody);
  const ask: Ask = async (operation, body) => {
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    const target = `DynamoDB_20120810.${operation}`;
    const headers = { ...signed, 'x-amz-target': target, 'content-type': 'application/x-amz-json-1.0' };
    const { statusCode, payload: text } = await inject(dispatch, { method: 'POST', url: '/', headers, payload });
    return { status: statusCode, body: text === '' || text === '""' ? {} : JSON.parse(text) };
  };
  return {
    ask: (operation, body) => seats.runExclusive(() => ask(operation, body)),
    alone: (work) => seats.runExclusive(() => work(ask), everybody),
  };
}

/** dynalite wants a signature; the caller's was checked before. */
const signed = {
  'x-amz-date': '20260101T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=sandbox/-, SignedHeaders=host, Signature=-',
};

/** A table as far as the emulated operations need it. */
export interface TableDescription {
  readonly TableId: string;
  readonly TableArn: string;
  readonly TableStatus: string;
  readonly KeySchema: readonly { readonly AttributeName: string }[];
}

/** The table, or undefined when there is none. */
export async function describeTable(ask: Ask, TableName: string): Promise<TableDescription | undefined> {
  const answer = await ask('DescribeTable', { TableName });
  if (errorOf(answer) === 'ResourceNotFoundException') return undefined;
  if (answer.status !== 200) throw validation(messageOf(answer));
  return answer.body['Table'] as TableDescription;
}

/** The request as its shape says. @throws DynamoDbError ValidationException */
export function parseRequest<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw validation(`1 validation error detected: ${issue?.path.join('.')}: ${issue?.message}`);
}
