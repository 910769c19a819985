import { S3Error } from './errors.ts';

/** An object as the bucket keeps it. */
export interface StoredObject {
  readonly key: string;
  readonly content: Buffer;
  readonly storedAt: number;
}

/** A lifecycle rule that removes objects under a prefix. */
export interface ExpiryRule {
  readonly prefix: string;
  readonly days: number;
}

/** The one bucket that exists. */
export interface Bucket {
  readonly name: string;
  /** Account that it is in. */
  readonly account: string;
  /** What its lifecycle configuration says; none: it has no such configuration. */
  rules: readonly ExpiryRule[];
  put(key: string, content: Buffer): void;
  get(key: string): StoredObject | undefined;
  delete(key: string): boolean;
  all(): readonly StoredObject[];
}

export function createBucket(options: Pick<Bucket, 'name' | 'account' | 'rules'> & { now: () => number }): Bucket {
  const { now, ...rest } = options;
  const objects = new Map<string, StoredObject>();
  return {
    ...rest,
    put: (key, content) => void objects.set(key, { key, content, storedAt: now() }),
    get: (key) => objects.get(key),
    delete: (key) => objects.delete(key),
    all: () => [...objects.values()],
  };
}

/**
 * The name as the rules for general purpose buckets want it (user guide, bucketnamingrules).
 * @throws S3Error InvalidBucketName, NoSuchBucket
 */
export function requireBucket(bucket: Bucket, name: string): void {
  const wellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !/\.\.|^\d+(\.\d+){3}$/.test(name);
  if (!wellFormed) throw new S3Error('InvalidBucketName', 400, 'The specified bucket is not valid.');
  if (name !== bucket.name) throw new S3Error('NoSuchBucket', 404, 'The specified bucket does not exist');
}
