import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { crc32 } from 'node:zlib';
import type { Bucket } from './bucket.ts';
import { invalid, S3Error } from './errors.ts';

/** What a request puts. */
export interface PutRequest {
  readonly key: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Bytes of a key (user guide, object keys). */
const keyBytes = 1024;

/**
 * PutObject as far as a connector needs it: whole content, length and digest declared. Every header that changes what is
 * stored is known or refused.
 * @returns headers of the answer
 * @throws S3Error
 */
export function putObject(bucket: Bucket, { key, headers, body }: PutRequest): Readonly<Record<string, string>> {
  if (Buffer.byteLength(key) > keyBytes) throw new S3Error('KeyTooLongError', 400, 'Your key is too long');
  requireKnown(headers);
  if (headers['content-length'] === undefined) {
    throw new S3Error('MissingContentLength', 411, 'You must provide the Content-Length HTTP header.');
  }
  requirePayload(headers, body);
  requireChecksum(headers, body);
  bucket.put(key, body);
  return {
    etag: `"${createHash('md5').update(body).digest('hex')}"`,
    'x-amz-server-side-encryption': String(headers['x-amz-server-side-encryption'] ?? 'AES256'),
  };
}

const known: ReadonlySet<string> = new Set([
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
  'x-amz-user-agent',
  'x-amz-expected-bucket-owner',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-checksum-crc32',
  'x-amz-server-side-encryption',
]);

function requireKnown(headers: IncomingHttpHeaders): void {
  const unknown = Object.keys(headers).filter((name) => name.startsWith('x-amz-') && !known.has(name));
  if (unknown.length > 0) throw new S3Error('NotImplemented', 501, `this stand-in does not know ${unknown.join(', ')}`);
  const encryption = headers['x-amz-server-side-encryption'];
  if (encryption !== undefined && encryption !== 'AES256' && encryption !== 'aws:kms') {
    throw invalid(`The encryption method specified is not supported: ${String(encryption)}`);
  }
}

/** The signature covers the digest of the body. */
function requirePayload(headers: IncomingHttpHeaders, body: Buffer): void {
  const declared = headers['x-amz-content-sha256'];
  if (declared === undefined) throw invalid('Missing required header for this request: x-amz-content-sha256');
  if (declared === 'UNSIGNED-PAYLOAD') return;
  if (declared !== createHash('sha256').update(body).digest('hex')) {
    const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    throw new S3Error('XAmzContentSHA256Mismatch', 400, message);
  }
}

function requireChecksum(headers: IncomingHttpHeaders, body: Buffer): void {
  const declared = headers['x-amz-checksum-crc32'];
  if (declared === undefined) return;
  const computed = Buffer.alloc(4);
  computed.writeUInt32BE(crc32(body));
  if (declared !== computed.toString('base64')) {
    throw new S3Error('BadDigest', 400, 'The CRC32 you specified did not match the calculated checksum.');
  }
}
