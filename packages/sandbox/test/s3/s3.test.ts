import { PutObjectCommand, type PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type S3StandIn, startS3 } from '../../src/index.ts';

let service: S3StandIn;
let client: S3Client;

beforeEach(async () => {
  service = await startS3({ bucket: 'mail-staging', account: '123456789012' });
  client = open();
});

afterEach(async () => {
  client.destroy();
  await service.close();
});

const open = (region = 'us-east-1') =>
  new S3Client({
    endpoint: service.url,
    region,
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
    maxAttempts: 1,
  });
const put = (rest: Partial<PutObjectCommandInput> = {}) =>
  client.send(new PutObjectCommand({ Bucket: 'mail-staging', Key: 'a/b c', Body: Buffer.from('text'), ...rest }));

describe('PutObject', () => {
  it('keeps the content under the key, encrypted', async () => {
    expect(await put()).toMatchObject({ ServerSideEncryption: 'AES256', ETag: expect.any(String) });
    expect(service.bucket.get('a/b c')?.content.toString()).toBe('text');
    expect(service.calls.counts()).toEqual({ PutObject: 1 });
  });

  it.each<[string, Partial<PutObjectCommandInput>]>([
    ['NoSuchBucket', { Bucket: 'other' }],
    ['InvalidBucketName', { Bucket: '1.2.3.4' }],
    ['KeyTooLongError', { Key: 'x'.repeat(1025) }],
    ['AccessDenied', { ExpectedBucketOwner: '210987654321' }],
    ['NotImplemented', { Metadata: { subject: 'secret' } }],
  ])('refuses with %s: %j', async (name, rest) => {
    await expect(put(rest)).rejects.toMatchObject({ name });
    expect(service.bucket.all()).toEqual([]);
  });

  it('refuses a signature for another region', async () => {
    client.destroy();
    client = open('eu-west-1');
    await expect(put()).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['AccessDenied', {}],
    ['InvalidArgument', { 'x-amz-content-sha256': '' }],
    ['XAmzContentSHA256Mismatch', { 'x-amz-content-sha256': '0'.repeat(64) }],
    ['BadDigest', { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'x-amz-checksum-crc32': 'AAAAAA==' }],
  ])('refuses with %s what an SDK would never send', async (code, headers) => {
    const signed = {
      authorization:
        'AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request, ' +
        `SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
      'x-amz-date': '20260101T000000Z',
    };
    const given = Object.entries({ ...(code === 'AccessDenied' ? {} : signed), ...headers }).filter(
      ([, v]) => v !== '',
    );
    const response = await fetch(`${service.url}/mail-staging/a`, {
      method: 'PUT',
      headers: Object.fromEntries(given),
      body: 'text',
    });
    expect(await response.text()).toContain(`<Code>${code}</Code>`);
    expect(service.bucket.all()).toEqual([]);
  });
});

describe('a fault', () => {
  it('answers with an error in place of the call', async () => {
    service.faults.add({ times: 1, effect: { kind: 'error', status: 503, code: 'SlowDown', retryAfterSeconds: 3 } });
    await expect(put()).rejects.toMatchObject({ name: 'SlowDown', $response: { headers: { 'retry-after': '3' } } });
    expect(service.bucket.all()).toEqual([]);
  });

  it.each(['before', 'after'] as const)('ends the connection %s the call', async (when) => {
    service.faults.add({ times: 1, effect: { kind: 'reset', when } });
    await expect(put()).rejects.toThrow();
    expect(service.bucket.all()).toHaveLength(when === 'after' ? 1 : 0);
  });
});

it('does nothing but what a connector needs', async () => {
  const response = await fetch(`${service.url}/mail-staging/a`);
  expect([response.status, await response.text()]).toEqual([501, expect.stringContaining('NotImplemented')]);
});
