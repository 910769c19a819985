import { describe, expect, it } from '@jest/globals';
import { ConnectorError, type Failure } from '../../src/errors.ts';
import { type RetryPolicy, retry } from '../../src/runtime/retry.ts';
import { createManualClock } from '../support/manual-clock.ts';

const policy: RetryPolicy = { attempts: 4, baseMs: 100, capMs: 300, maxAdvisedMs: 60_000, throttledFloorMs: 5_000 };
const never = new AbortController().signal;

function failing(times: number, failure: Failure) {
  let calls = 0;
  const operation = async () => {
    calls += 1;
    if (calls <= times) throw new ConnectorError(failure);
    return calls;
  };
  return { operation, calls: () => calls };
}

describe('retry', () => {
  it('tries again what may pass, with doubling and bounded random waits', async () => {
    const clock = createManualClock();
    const { operation } = failing(3, { code: 'x', kind: 'transient', message: '' });
    await expect(retry(operation, { policy, clock, signal: never })).resolves.toBe(4);
    const [first = 0, second = 0, third = 0] = clock.slept;
    expect(first).toBeLessThanOrEqual(100);
    expect(second).toBeLessThanOrEqual(200);
    expect(third).toBeLessThanOrEqual(300);
  });

  it('gives up after the last attempt with the last failure', async () => {
    const clock = createManualClock();
    const { operation, calls } = failing(9, { code: 'x', kind: 'transient', message: 'still down' });
    await expect(retry(operation, { policy, clock, signal: never })).rejects.toThrow('still down');
    expect(calls()).toBe(4);
  });

  it('never waits less than the service asked for', async () => {
    const clock = createManualClock();
    const { operation } = failing(1, { code: 'x', kind: 'throttled', message: '', retryAfterMs: 2_000 });
    await retry(operation, { policy, clock, signal: never });
    expect(clock.slept[0]).toBeGreaterThanOrEqual(2_000);
  });

  it('has a floor of its own when a busy service gives no advice', async () => {
    const clock = createManualClock();
    const { operation } = failing(1, { code: 'x', kind: 'throttled', message: '' });
    await retry(operation, { policy, clock, signal: never });
    expect(clock.slept[0]).toBeGreaterThanOrEqual(5_000);
  });

  it.each([
    ['a permanent failure', { code: 'x', kind: 'permanent', message: '' }],
    ['a configuration failure', { code: 'x', kind: 'configuration', message: '' }],
    ['advice longer than is waited for', { code: 'x', kind: 'throttled', message: '', retryAfterMs: 297_749 }],
  ] as const)('does not try again after %s', async (_, failure) => {
    const clock = createManualClock();
    const { operation, calls } = failing(1, failure);
    await expect(retry(operation, { policy, clock, signal: never })).rejects.toMatchObject({ kind: failure.kind });
    expect(calls()).toBe(1);
  });

  it('stops waiting when the work is cancelled', async () => {
    const clock = createManualClock({ mode: 'manual' });
    const abort = new AbortController();
    const { operation } = failing(1, { code: 'x', kind: 'transient', message: '' });
    const waiting = retry(operation, {
      policy,
      clock,
      signal: abort.signal,
      onRetry: () => setImmediate(() => abort.abort()),
    });
    await expect(waiting).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
