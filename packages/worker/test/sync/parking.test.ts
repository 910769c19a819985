import { describe, expect, it } from '@jest/globals';
import type { Failure } from '../../src/errors.ts';
import { parkingMs } from '../../src/sync/parking.ts';

const throttled = (retryAfterMs?: number): Failure => ({
  code: 'ErrorServerBusy',
  kind: 'throttled',
  message: 'busy',
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
const minute = 60_000;

describe('the wait for a throttled mailbox', () => {
  it.each([1, 2, 4, 8, 10, 10].map((minutes, parks) => [parks, minutes] as const))(
    'without advice, after %i waits, is %i minutes',
    (parks, minutes) => {
      expect(parkingMs(throttled(), parks, 0)).toBe(minutes * minute);
    },
  );

  it('is the next run’s after six', () => {
    expect(parkingMs(throttled(), 6, 0)).toBeUndefined();
    expect(parkingMs(throttled(minute), 6, 0)).toBeUndefined();
  });

  it.each([
    ['as the service asks', 297_749, 297_749],
    ['ten seconds, when it asks for less', 1, 10_000],
    ['ten seconds, when it asks for just that', 10_000, 10_000],
    ['half an hour at the most', 30 * minute, 30 * minute],
    ['the next run’s beyond that', 30 * minute + 1, undefined],
  ])('is %s', (_, asked, expected) => {
    expect(parkingMs(throttled(asked), 0, 0)).toBe(expected);
  });

  it('has up to a tenth on top, in whole milliseconds', () => {
    expect(parkingMs(throttled(20_000), 0, 0.5)).toBe(21_000);
    expect(parkingMs(throttled(10_001), 0, 0.123456)).toBe(10_124);
  });

  it.each(['transient', 'mailbox', 'configuration', 'cancelled', 'lease-lost'] as const)(
    'is none after a failure of kind %s',
    (kind) => {
      expect(parkingMs({ ...throttled(minute), kind }, 0, 0)).toBeUndefined();
    },
  );
});
