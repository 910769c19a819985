import { type S3Fault, type S3StandIn, startS3 } from '@connector/sandbox';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createS3Staging } from '../../src/staging/index.ts';
import type { SyncEvent } from '../../src/sync/index.ts';
import type { StagingArea } from '../../src/sync/ports/index.ts';
import { useAwsEndpoint } from '../support/aws-endpoint.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';

const never = new AbortController().signal;
const account = '123456789012';
const kept = { prefix: 'exchange-connector/', days: 3 };
const content = Buffer.from('content of an attachment');

let service: S3StandIn;
let clock: ManualClock;
let area: StagingArea;
let events: SyncEvent[];

const open = (bucket = 'mail-staging', owner = account) =>
  createS3Staging({ bucket, account: owner, clock, emit: (event) => events.push(event) });

beforeEach(async () => {
  service = await startS3({ bucket: 'mail-staging', account, rules: [kept] });
  useAwsEndpoint('S3', service.url);
  clock = createManualClock();
  events = [];
  area = open();
});

afterEach(async () => {
  await area.close();
  await service.close();
});

const fails = (effect: S3Fault, times?: number) =>
  service.faults.add({ effect, ...(times === undefined ? {} : { times }) });

describe('content that is staged', () => {
  it('stands in the bucket under a key that tells nothing of it', async () => {
    const { bucket, key } = await area.put('m-1-a-ann@contoso.com', content, never);
    expect(bucket).toBe('mail-staging');
    expect(key).toMatch(/^exchange-connector\/[0-9a-f]{64}$/);
    expect(service.bucket.get(key)?.content).toEqual(content);
  });

  it('takes its own place again, and never that of another document or content', async () => {
    const key = async (id: string, bytes: Buffer) => (await area.put(id, bytes, never)).key;
    expect(await key('a', content)).toBe(await key('a', content));
    await key('b', content);
    await key('a', Buffer.from('edited'));
    expect(service.bucket.all()).toHaveLength(3);
  });

  it.each<[string, S3Fault]>([
    ['throttling', { kind: 'error', status: 503, code: 'SlowDown', retryAfterSeconds: 2 }],
    ['an internal error', { kind: 'error', status: 500, code: 'InternalError' }],
    ['a body that was cut on its way', { kind: 'error', status: 400, code: 'IncompleteBody' }],
    ['a lost request', { kind: 'reset', when: 'before' }],
    ['a lost answer', { kind: 'reset', when: 'after' }],
    ['half an answer', { kind: 'truncate' }],
  ])('gets there in spite of %s', async (_, effect) => {
    fails(effect, 2);
    const { key } = await area.put('a', content, never);
    expect(service.bucket.get(key)?.content).toEqual(content);
    if (effect.kind === 'error' && effect.retryAfterSeconds !== undefined) {
      expect(clock.slept[0]).toBeGreaterThanOrEqual(2_000);
    }
  });

  it('is given up after four tries, as something that may pass', async () => {
    fails({ kind: 'error', status: 503, code: 'SlowDown' });
    await expect(area.put('a', content, never)).rejects.toMatchObject({ kind: 'throttled', code: 'staging.SlowDown' });
    expect(service.calls.counts()['PutObject']).toBe(4);
  });

  it.each([
    ['AccessDenied', 403, 's3:PutObject'],
    ['PermanentRedirect', 301, 'AWS_REGION'],
    ['NoSuchBucket', 404, 'STAGING_BUCKET'],
  ])('cannot be put when the bucket answers %s, and it is said what to change', async (code, status, remedy) => {
    fails({ kind: 'error', status, code });
    await expect(area.put('a', content, never)).rejects.toMatchObject({
      kind: 'configuration',
      code: `staging.${code}`,
      message: expect.stringContaining(remedy),
    });
    expect(service.calls.counts()['PutObject']).toBe(1);
  });

  it('never goes into a bucket of the same name in another account', async () => {
    const mistyped = open('mail-staging', '210987654321');
    await expect(mistyped.put('a', content, never)).rejects.toMatchObject({ kind: 'configuration' });
    expect(service.bucket.all()).toEqual([]);
    await mistyped.close();
  });

  it('is given up at once when the work is cancelled, even if S3 never answers', async () => {
    fails({ kind: 'hang' });
    const work = new AbortController();
    const putting = area.put('a', content, work.signal);
    work.abort();
    await expect(putting).rejects.toMatchObject({ kind: 'cancelled' });
  });
});

describe('a bucket', () => {
  it.each([
    [[kept]],
    [[{ prefix: '', days: 2 }]],
    [
      [
        { prefix: 'other/', days: 1 },
        { prefix: 'exchange', days: 7 },
      ],
    ],
  ])('that empties itself is taken: %j', async (rules) => {
    service.bucket.rules = rules;
    await area.check(never);
    expect(events.filter(({ type }) => type === 'warning')).toEqual([]);
  });

  it.each([
    ['no lifecycle rule', []],
    ['no lifecycle rule', [{ prefix: 'other/', days: 3 }]],
    ['no lifecycle rule', [{ prefix: 'exchange-connector/part/', days: 3 }]],
    ['after 1 day, perhaps before the index has read them', [{ prefix: 'exchange-connector/', days: 1 }]],
  ])('that would keep mail for ever, or too short, is refused: %s %j', async (said, rules) => {
    service.bucket.rules = rules;
    await expect(area.check(never)).rejects.toMatchObject({
      kind: 'configuration',
      code: 'staging.lifecycle',
      message: expect.stringContaining(said),
    });
  });

  it('that is not there is refused before anything is staged', async () => {
    const other = open('not-there');
    await expect(other.check(never)).rejects.toMatchObject({ kind: 'configuration', code: 'staging.NoSuchBucket' });
    await other.close();
  });

  it('whose rules we may not read is taken with a warning', async () => {
    fails({ kind: 'error', status: 403, code: 'AccessDenied' });
    await area.check(never);
    expect(events).toContainEqual(expect.objectContaining({ type: 'warning', code: 'staging.lifecycle-unknown' }));
  });
});
