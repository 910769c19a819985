import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { signatureProblem } from '../../src/http/index.ts';

const date = '20261127T010203Z';
const signature = '0'.repeat(64);
const header = (scope: string, signed = 'host;x-amz-date') =>
  `AWS4-HMAC-SHA256 Credential=AK/${scope}, SignedHeaders=${signed}, Signature=${signature}`;
const good = header('20261127/us-east-1/ssm/aws4_request');
const problem = (headers: Record<string, string>) => signatureProblem({ headers } as unknown as IncomingMessage, 'ssm');

describe('a signature', () => {
  it('is taken when scope, headers and date agree', () => {
    expect(problem({ authorization: good, 'x-amz-date': date })).toBeUndefined();
  });

  it.each<[string, Record<string, string>, string]>([
    ['that is missing', { 'x-amz-date': date }, 'Missing Authentication Token'],
    ['without a scope', { authorization: header('x'), 'x-amz-date': date }, 'no scope'],
    [
      'of another region',
      { authorization: header('20261127/eu-west-1/ssm/aws4_request'), 'x-amz-date': date },
      'region',
    ],
    [
      'of another service',
      { authorization: header('20261127/us-east-1/s3/aws4_request'), 'x-amz-date': date },
      'service',
    ],
    ['of another day', { authorization: header('20261126/us-east-1/ssm/aws4_request'), 'x-amz-date': date }, 'Date'],
    ['without a date', { authorization: good }, 'x-amz-date'],
    ['with a date that is none', { authorization: good, 'x-amz-date': '20261127' }, 'x-amz-date'],
    [
      'that leaves the host out',
      { authorization: header('20261127/us-east-1/ssm/aws4_request', 'x-amz-date'), 'x-amz-date': date },
      'host',
    ],
    ['that is too short', { authorization: good.slice(0, -1), 'x-amz-date': date }, 'signature'],
  ])('%s is refused', (_, headers, text) => {
    expect(problem(headers)).toContain(text);
  });
});
