import { randomUUID } from 'node:crypto';
import type { Reply } from '../http/index.ts';

/** An answer of the service before it goes over the wire. */
export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An error of the service. */
export class DynamoDbError extends Error {
  override readonly name = 'DynamoDbError';
  readonly answer: Answer;

  constructor(type: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    const __type = `com.amazonaws.dynamodb.v20120810#${type}`;
    this.answer = { status: type === 'InternalServerError' ? 500 : 400, body: { __type, message, ...details } };
  }
}

export function validation(message: string): DynamoDbError {
  return new DynamoDbError('ValidationException', message);
}

/** Name of the error that an answer carries, or undefined. */
export function errorOf({ body }: Answer): string | undefined {
  const { __type } = body;
  return typeof __type === 'string' ? __type.split('#').at(-1) : undefined;
}

export function messageOf({ body }: Answer): string {
  return String(body['message'] ?? body['Message'] ?? '');
}

export function replyOf({ status, body }: Answer): Reply {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() };
  return { status, body: JSON.stringify(body), headers };
}
